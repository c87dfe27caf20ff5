import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { partsProject } from './parts-project.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const hooks = `
    variables: { env: { GREETING: hello } }
    hooks:
      deploy: |
        echo "deploy says $GREETING as $(id -un) in $(pwd)"
        curl -sS -m 2 localhost:8888/notes || echo "the application has not begun"
        echo begun > /tmp/from-deploy
      post_deploy: |
        cat /tmp/from-deploy >&2
        curl -sS "localhost:8888/note?post_deploy" > /dev/null
`;

describe('the hooks of a deploy', () => {
  test('run once each: deploy before the application begins, post_deploy in the same container when it is open', async () => {
    const { activity, log, entries } = await server.deploy(partsProject(hooks));
    expect(activity.result).toBe('success');
    expect(log).toContain('Running the deploy hook of web\ndeploy says hello as web in /app\n');
    expect(log).toContain('the application has not begun');
    expect(log).toMatch(/Running the post_deploy hook of web\nbegun\nEnvironment main is deployed/);
    expect(entries.find(({ message }) => message === 'begun\n')?.stream).toBe('stderr');
    expect(JSON.parse((await server.visit('/notes')).text)).toEqual(['post_deploy']);
    expect(await commandsOf(activity.id)).toEqual([
      { app: 'web', type: 'deploy', exit_code: 0 },
      { app: 'web', type: 'post_deploy', exit_code: 0 },
    ]);
  });

  test('fail the activity and keep the deployment, as the original does', async () => {
    const failing = partsProject("    hooks: { deploy: 'echo no table; exit 7', post_deploy: 'exit 8' }");
    const { activity, log } = await server.deploy(failing);
    expect(activity).toMatchObject({
      state: 'complete',
      result: 'failure',
      failure_reason: 'shell',
      payload: {
        error: {
          code: 'hook_failed',
          message:
            'deployed, but the deploy hook of web (exit code 7) and the post_deploy hook of web (exit code 8) failed',
        },
      },
    });
    expect(log).toContain(
      'no table\nThe deploy hook of web failed with exit code 7; the deployment goes on\n',
    );
    expect(await commandsOf(activity.id)).toContainEqual({ app: 'web', type: 'deploy', exit_code: 7 });
    expect((await server.visit('/notes')).text).toBe('[]');
  });

  test('end with the cancel of the push, and what ran before goes on', async () => {
    await server.visit('/note?former');
    const { id } = await server.push(partsProject("    hooks: { deploy: 'echo begins; sleep 600' }"));
    for (let seen = ''; !seen.includes('begins'); ) {
      seen = await (await server.api(`/projects/shop/activities/${id}/log?max_delay=0`)).text();
    }
    await server.api(`/projects/shop/activities/${id}/cancel`, { method: 'POST' });
    expect((await server.waitFor(id)).activity.state).toBe('cancelled');
    expect((await server.visit('/notes')).text).toBe('["former"]');
  });
});

describe('post_start', () => {
  test('is waited for before the application is opened', async () => {
    const keys = `
    hooks: { post_deploy: 'curl -sS localhost:8888/notes' }`;
    const files = partsProject(keys);
    const config = (files['.upsun/config.yaml'] ?? '').replace(
      'start: node server.mjs',
      'start: node server.mjs, post_start: "sleep 0.3; curl -sS localhost:8888/note?post_start"',
    );
    const { activity, log } = await server.deploy({ ...files, '.upsun/config.yaml': config });
    expect(activity.result).toBe('success');
    expect(log).toContain('["post_start"]');
  });

  test('that fails is a deploy that fails, with its last lines and no secret in them', async () => {
    const variable = { name: 'env:HEALTH_KEY', value: 'hunter2-of-health', is_sensitive: true };
    await server.api('/projects/shop/variables', { method: 'POST', body: JSON.stringify(variable) });
    const files = partsProject('');
    const config = (files['.upsun/config.yaml'] ?? '').replace(
      'start: node server.mjs',
      'start: node server.mjs, post_start: "echo not healthy $HEALTH_KEY; exit 5"',
    );
    const { activity } = await server.deploy({ ...files, '.upsun/config.yaml': config });
    expect(activity.payload.error).toMatchObject({
      code: 'deploy_failed',
      message: expect.stringMatching(
        /post_start of web ended with exit code 5\.\n {2}not healthy \[secret\]$/,
      ),
    });
  });
});

interface Command {
  readonly app: string;
  readonly type: string;
  readonly exit_code: number;
}

async function commandsOf(id: string): Promise<readonly Command[]> {
  const response = await server.api(`/projects/shop/activities/${id}`);
  return ((await response.json()) as { readonly commands: readonly Command[] }).commands;
}
