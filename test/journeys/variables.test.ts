import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { addressOf, probe, probeProject } from './probe-project.ts';

type Variables = Readonly<Record<string, string>>;

let server: TestServer;
let inTask: Variables;
let inApplication: Variables;

const decoded = (variables: Variables, name: string): unknown =>
  JSON.parse(Buffer.from(variables[name] ?? '', 'base64').toString());

async function environmentOf(options: Parameters<typeof probe>[2] = {}): Promise<Variables> {
  return JSON.parse((await probe(server, `node -p 'JSON.stringify(process.env)'`, options)).output);
}

beforeAll(async () => {
  server = await openServer();
  await server.deploy(probeProject);
  inTask = await environmentOf();
  inApplication = JSON.parse((await server.visit('/environment')).text).environment;
});
afterAll(() => server[Symbol.asyncDispose]());

describe('the variables of a task', () => {
  test('say where it is', () => {
    expect(inTask).toMatchObject({
      PLATFORM_PROJECT: 'shop',
      PLATFORM_BRANCH: 'main',
      PLATFORM_ENVIRONMENT: expect.stringMatching(/^main-[a-z0-9]{7}$/),
      PLATFORM_ENVIRONMENT_TYPE: 'production',
      PLATFORM_APPLICATION_NAME: 'probe',
      PLATFORM_APP_DIR: '/app',
      PLATFORM_TREE_ID: expect.stringMatching(/^[0-9a-f]{40}$/),
      PLATFORM_PROJECT_ENTROPY: expect.stringMatching(/^\w{56}$/),
      PLATFORM_SMTP_HOST: '',
      USER: 'web',
      HOME: '/app',
    });
    expect(inTask).not.toHaveProperty('PORT');
    expect(inTask).not.toHaveProperty('CI');
    expect(inTask).not.toHaveProperty('PLATFORM_CACHE_DIR');
  });

  test('lead to the application by its relationship, in both ways that are in use', async () => {
    const address = await addressOf(server, '/');
    const relationships = decoded(inTask, 'PLATFORM_RELATIONSHIPS');
    expect(relationships).toEqual({
      app: [
        expect.objectContaining({
          service: 'web',
          rel: 'http',
          scheme: 'http',
          host: 'app.internal',
          port: 80,
          ip: address,
          type: 'nodejs:26',
        }),
      ],
    });
    expect(inTask).toMatchObject({
      APP_SCHEME: 'http',
      APP_HOST: 'app.internal',
      APP_PORT: '80',
      APP_IP: address,
      APP_URL: 'http://app.internal:80',
    });
    const { output } = await probe(server, 'curl -sS "$APP_URL/hello"');
    expect(JSON.parse(output)).toMatchObject({ url: '/hello', address });
  });

  test('show the task and the routes', () => {
    const application = decoded(inTask, 'PLATFORM_APPLICATION');
    expect(application).toMatchObject({
      name: 'probe',
      type: 'nodejs:26',
      run: { timeout: 60 },
      relationships: expect.anything(),
    });
    const routes = decoded(inTask, 'PLATFORM_ROUTES') as Readonly<Record<string, unknown>>;
    expect(routes[`http://main--shop.localhost:${server.port}/`]).toMatchObject({
      primary: true,
      type: 'upstream',
      upstream: 'web:http',
      original_url: 'https://{default}/',
    });
  });

  test('come from the configuration, and from the trigger before it', async () => {
    expect(inTask).toMatchObject({ FROM_CONFIGURATION: 'declared', OVERRIDDEN: 'declared' });
    expect(
      await environmentOf({ variables: { OVERRIDDEN: 'triggered', PLATFORM_BRANCH: 'mine' } }),
    ).toMatchObject({
      FROM_CONFIGURATION: 'declared',
      OVERRIDDEN: 'triggered',
      PLATFORM_BRANCH: 'mine',
    });
  });

  test('take any text: quotes, newlines, dollars, 100 KiB', async () => {
    const odd = `"it's" $HOME \`id\` \\ \n\tä ${'x'.repeat(100 * 1024)}`;
    expect(await environmentOf({ variables: { ODD: odd } })).toMatchObject({ ODD: odd });
  });

  test('are those of its environment, of development for a branch', async () => {
    await server.deploy(probeProject, { environment: 'feature/new-cart' });
    const variables = await environmentOf({ place: { environment: 'feature/new-cart' } });
    expect(variables).toMatchObject({
      PLATFORM_BRANCH: 'feature/new-cart',
      PLATFORM_ENVIRONMENT: expect.stringMatching(/^feature-new-cart-[a-z0-9]{7}$/),
      PLATFORM_ENVIRONMENT_TYPE: 'development',
    });
  });
});

describe('the variables of an application', () => {
  test('are those of its environment, and a port', () => {
    expect(inApplication).toMatchObject({
      PORT: '8888',
      PLATFORM_PROJECT: 'shop',
      PLATFORM_BRANCH: 'main',
      PLATFORM_APPLICATION_NAME: 'web',
      PLATFORM_APP_COMMAND: 'node server.mjs',
    });
    expect(decoded(inApplication, 'PLATFORM_RELATIONSHIPS')).toEqual({});
    expect(inApplication).not.toHaveProperty('FROM_CONFIGURATION');
  });
});
