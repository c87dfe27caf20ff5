import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';

/** The JavaScript client of the original, as it is; only its addresses are this server's. */
const { default: Client, models } = createRequire(import.meta.url)(
  'platformsh-client',
) as typeof import('platformsh-client');
type Environment = InstanceType<typeof models.Environment>;
type Activity = InstanceType<typeof models.Activity>;
type Tree = InstanceType<typeof models.Tree>;

/** What a resource was made of. */
const dataOf = (resource: object | undefined) => (resource as { data?: unknown } | undefined)?.data;

const text = 'what a file holds\n';
const files = {
  '.upsun/config.yaml': `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    web: { commands: { start: node server.cjs } }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
  "https://www.{default}/": { type: redirect, to: "https://{default}/" }
`,
  'app/server.cjs': `
require('node:http').createServer((_, response) => response.end('here')).listen(process.env.PORT);
`,
  'app/a file.txt': text,
};

let server: TestServer;
let client: InstanceType<typeof Client>;

beforeAll(async () => {
  server = await openServer();
  const { activity, log } = await server.deploy(files);
  if (activity.result !== 'success') throw new Error(log);
  const base = `http://127.0.0.1:${server.port}`;
  // As the client asks for it where it finds itself in Node.js, which this release of it never does.
  const answer = await fetch(`${base}/oauth2/token`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${btoa('platform-api-user:')}`,
    },
    body: JSON.stringify({ grant_type: 'api_token', api_token: server.token }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const addresses = { api_url: base, authentication_url: base, authorization: base, account_url: base };
  client = new Client({ ...addresses, base_url: base, access_token });
  await client.getAccessToken();
});
afterAll(() => server[Symbol.asyncDispose]());

const environmentOf = (name: string) => client.getEnvironment('shop', name);
const project = () => client.getProject('shop');
const pollSeconds = 0.1;

/** Changes an environment and waits as a user of the client does; what the change logged. */
async function change(name: string, begin: (environment: Environment) => Promise<Activity>): Promise<string> {
  let said = '';
  const activity = await begin(await environmentOf(name));
  const ended = await activity.wait(undefined, (log) => (said += log), pollSeconds);
  expect(ended).toMatchObject({ state: 'complete', result: 'success' });
  return said;
}

describe('the JavaScript client', () => {
  test('finds the account and its projects', async () => {
    expect(dataOf(await client.getAccountInfo())).toMatchObject({ username: 'admin' });
    const [found, ...others] = (await client.getProjects()) || [];
    expect([found?.id, others]).toEqual(['shop', []]);
    expect(await client.locateProject('shop')).toContain('/projects/shop');
    const shop = await project();
    expect([shop.getSubscriptionId(), shop.getGitUrl()]).toEqual([
      'shop',
      expect.stringContaining('/git/shop.git'),
    ]);
  });

  test('is told what is wrong, as an object', async () => {
    await expect(client.getProject('nothing')).rejects.toMatchObject({
      code: 404,
      message: expect.stringContaining('nothing'),
    });
  });

  test('sets a variable that is not there, and one that is', async () => {
    const shop = await project();
    for (const value of ['one', 'two']) {
      await shop.setVariable('env:COLOR', value);
      await (await environmentOf('main')).setVariable('env:SHAPE', value, false, true, true, false);
    }
    const [color, shape] = [
      await shop.getVariable('env:COLOR'),
      await (await environmentOf('main')).getVariable('env:SHAPE'),
    ];
    expect([color, shape].map(dataOf)).toMatchObject([{ value: 'two' }, { value: 'two' }]);
    await shape.disable();
    expect(dataOf(await (await environmentOf('main')).getVariable('env:SHAPE'))).toMatchObject({
      is_enabled: false,
    });
    await Promise.all([color.delete(), shape.delete()]);
    expect(await client.getProjectVariables('shop')).toEqual([]);
    expect(await client.getEnvironmentVariables('shop', 'main')).toEqual([]);
  });

  test('reads the sources', async () => {
    const commit = await (await environmentOf('main')).getHeadCommit();
    expect(dataOf(commit)).toMatchObject({ message: 'Pushed from a directory', parents: [] });
    const top = await commit.getTree('shop');
    const items = (tree: Tree | undefined) =>
      (tree?.tree ?? []) as unknown as readonly (Tree & { path: string })[];
    const folder = await items(top)
      .find(({ path }) => path === 'app')
      ?.getInstance();
    const names = items(folder).map(({ path }) => path);
    expect(names).toEqual(['a file.txt', 'server.cjs']);
    const [file] = items(folder);
    expect(await (file as unknown as InstanceType<typeof models.Blob>).getRawContent()).toBe(text);
  });

  test('branches, changes and removes an environment, and waits for each', async () => {
    const log = await change('main', (main) => main.branch('Feature one', 'development'));
    expect(log).toContain('Environment Feature-one is deployed');
    const branch = 'Feature-one';
    const urls = (await environmentOf(branch)).getRouteUrls();
    expect(urls).toEqual([
      expect.stringContaining('//feature-one'),
      expect.stringContaining('//www.feature-one'),
    ]);
    await change(branch, (environment) => environment.synchronize(true, true));
    await change(branch, (environment) => environment.merge());
    await change(branch, (environment) => environment.redeploy());
    await change(branch, (environment) => environment.pause());
    await change(branch, (environment) => environment.resume());
    await change(branch, (environment) => environment.deactivate());
    expect((await environmentOf(branch)).isActive()).toBe(false);
    await change(branch, (environment) => environment.activate());
    await change(branch, (environment) => environment.deactivate());
    await (await environmentOf(branch)).delete();
    const left = async () => (await client.getEnvironments('shop')).map(({ id }) => id);
    await expect.poll(left).toEqual(['main']);
  });

  test('backs up and restores', async () => {
    await change('main', (main) => main.backup());
    const [backup] = await client.getEnvironmentBackups('shop', 'main');
    expect(dataOf(backup)).toMatchObject({ status: 'CREATED', environment: 'main' });
    const options = { environment_name: 'main', branch_from: 'main', restore_code: true };
    await change('main', async () => (await backup?.restore(options)) as Activity);
  });

  test('reads activities and their logs', async () => {
    const [pushed] = await client.getEnvironmentActivities('shop', 'main', 'environment.push');
    expect(pushed?.getDescription()).toContain('pushed');
    expect(await pushed?.getLogAt(0, 1)).toContain('Environment main is deployed');
    const same = await client.getProjectActivity('shop', pushed?.id ?? '');
    expect(dataOf(same)).toMatchObject({ type: 'environment.push', result: 'success' });
  });

  test('adds and removes domains and integrations', async () => {
    const shop = await project();
    await shop.addDomain('shop.example.com');
    await (await shop.getDomain('shop.example.com')).delete();
    expect(await shop.getDomains()).toEqual([]);
    await shop.addIntegration('webhook', {
      url: 'https://example.com/told',
      events: ['*'],
      states: ['complete'],
    } as never);
    const [integration] = await shop.getIntegrations(10);
    await integration?.update({ url: 'https://example.com/elsewhere' });
    const changed = await shop.getIntegration(integration?.id ?? '');
    expect(dataOf(changed)).toMatchObject({ type: 'webhook', url: 'https://example.com/elsewhere' });
    expect(await changed.getActivities('', 0)).toEqual([]);
    await changed.delete();
    expect(await shop.getIntegrations(10)).toEqual([]);
  });

  test('lets a user of the server into the project', async () => {
    const account = { email: 'ada@example.com', username: 'ada', display_name: 'Ada Lovelace' };
    const made = await server.api('/users', { method: 'POST', body: JSON.stringify(account) });
    expect(made.status).toBe(201);
    await client.createInvitation('ada@example.com', 'shop', 'viewer', []);
    const users = (await (await project()).getUsers()) as InstanceType<typeof models.ProjectAccess>[];
    expect(users.map(dataOf)).toMatchObject([{ role: 'viewer', project: 'shop' }]);
    expect(dataOf(users[0]?.getUser())).toMatchObject({ email: 'ada@example.com' });
    const types = await client.getProjectEnvironmentTypesWithAccesses('shop');
    expect(types.map(({ id }) => id)).toEqual(['production', 'staging', 'development']);
    expect(await (await environmentOf('main')).getUsers()).toMatchObject([{ data: { role: 'viewer' } }]);
  });
});
