import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { webProject } from './web-project.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(webProject('1'));
});
afterAll(() => server[Symbol.asyncDispose]());

const version = async () => JSON.parse((await server.visit('/who')).text).version;

/** Visitors who ask again and again until the signal; every answer's status, and every error. */
async function hammer(
  path: string,
  visitors: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  const visitor = async () => {
    while (!signal.aborted) {
      await server.visit(path).then(
        ({ status, text }) => count(status === 200 ? '200' : `${status} ${text}`),
        (error: Error) => count(error.message),
      );
    }
  };
  await Promise.all(Array.from({ length: visitors }, visitor));
  return seen;
}

describe('a deploy', () => {
  test('serves the new version as soon as it is over', async () => {
    await server.deploy(webProject('2'));
    expect(await version()).toBe('2');
  });

  test('loses no request, though the application handles no signal', async () => {
    const over = new AbortController();
    const visits = hammer('/slow', 8, over.signal);
    for (const next of ['3', '4', '5']) {
      await delay(200);
      expect((await server.deploy(webProject(next))).activity.result).toBe('success');
    }
    over.abort();
    const seen = await visits;
    expect([...seen.keys()]).toEqual(['200']);
    expect(seen.get('200')).toBeGreaterThan(50);
  });

  test('of an application that ends at once fails with its last words, and the former goes on', async () => {
    await server.deploy(webProject('former'));
    const broken = webProject('broken', {
      'web/server.mjs':
        "console.log('looking for the database');\nconsole.error('Error: no database');\nprocess.exit(1);\n",
    });
    const { activity, log } = await server.deploy(broken);
    expect(activity).toMatchObject({
      state: 'complete',
      result: 'failure',
      payload: { error: { code: 'deploy_failed' } },
    });
    const reason = activity.payload.error?.message ?? '';
    expect(reason).toContain('web ended with exit code 1 before it listened on port 8888 ($PORT)');
    expect(reason).toContain('looking for the database');
    expect(reason).toContain('Error: no database');
    expect(reason).not.toContain('listens');
    expect(log).toContain('no database');
    expect(await version()).toBe('former');
    expect((await server.run('call')).log).toContain('"version":"former"');
  });

  // A minute long, so for those who ask for it.
  test.runIf(process.env.ERRAND_SLOW_TESTS)(
    'of an application that never listens fails after a minute with its last words',
    async () => {
      const deaf = webProject('deaf', {
        'web/server.mjs': "console.log('thinking');\nsetInterval(() => {}, 1000);\n",
      });
      const { activity } = await server.deploy(deaf);
      expect(activity.payload.error?.message).toMatch(
        /^web did not listen on port 8888 \(\$PORT\) within 60 s/,
      );
      expect(activity.payload.error?.message).toContain('thinking');
      expect(await version()).toBe('former');
    },
    90_000,
  );

  test('ends with the cancel of the push, though the application never listens', async () => {
    const silent = webProject('silent', {
      'web/server.mjs': "console.log('thinking');\nsetInterval(() => {}, 1000);\n",
    });
    const { id } = await server.push(silent);
    await delay(1500);
    const cancelledAt = performance.now();
    expect((await server.api(`/projects/shop/activities/${id}/cancel`, { method: 'POST' })).status).toBe(202);
    const { activity } = await server.waitFor(id);
    expect(activity.state).toBe('cancelled');
    expect(performance.now() - cancelledAt).toBeLessThan(12_000);
    expect(await version()).toBe('former');
  });
});
