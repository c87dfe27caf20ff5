import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliServer, openCliServer } from '../support/cli-server.ts';
import type { Client } from '../support/client.ts';
import { begin, cancel, untilLogged } from '../support/follow-run.ts';
import { type Held, heldBeyond, heldBy, settledHold } from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';

let server: CliServer;
let client: Client;

beforeAll(async () => {
  server = await openCliServer({ ERRAND_GRACE_SECONDS: '1' });
  client = server.client;
  await client.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

const run = async (script: string, task?: string) => client.waitFor((await begin(client, script, task)).id);

describe('how a run ended is told', () => {
  test('P9: a timeout ends it as a failure, not as a success', async () => {
    const { activity, log } = await run(`trap 'echo tidied up; exit 0' TERM; sleep 60 & wait`, 'hurried');
    expect(activity).toMatchObject({
      state: 'complete',
      result: 'failure',
      payload: { outcome: { kind: 'timed_out', timeoutSeconds: 1 } },
    });
    expect(log).toMatch(/tidied up\nTask hurried was stopped at its timeout of 1 s\n$/);
    expect(activity.timings.execute).toBeGreaterThan(0.99);
    expect(activity.timings.execute).toBeLessThan(60);
  });

  test('P9: a timeout is kept by a run that ignores SIGTERM', async () => {
    const { activity } = await run(`trap '' TERM; while :; do sleep 0.1; done`, 'hurried');
    expect(activity).toMatchObject({ payload: { outcome: { kind: 'timed_out', exit_code: 137 } } });
  });

  test('P14: running out of memory is told with the limit, and the server lives on', async () => {
    const hungry = 'node -e "const kept = []; for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1))"';
    const { activity, log } = await run(`${hungry}; exit 0`);
    expect(activity).toMatchObject({
      result: 'failure',
      payload: { outcome: { kind: 'out_of_memory', limitMiB: 512 } },
    });
    expect(log).toContain('Task script ran out of memory: its limit is 512 MiB\n');
    expect((await run('echo well')).activity.result).toBe('success');
  });

  test('P8: a failure that wrote to stderr alone shows what it wrote', async () => {
    const { activity, entries } = await run('echo "it broke" >&2; exit 3');
    expect(activity).toMatchObject({
      state: 'complete',
      result: 'failure',
      commands: [{ app: 'script', type: 'task', exit_code: 3 }],
      payload: { outcome: { kind: 'failed', exit_code: 3 } },
    });
    expect(entries).toContainEqual(expect.objectContaining({ message: 'it broke\n', stream: 'stderr' }));
  });

  test('P8: a failure without a word says its exit code', async () => {
    const { log } = await run('exit 4');
    expect(log).toMatch(/Task script failed with exit code 4\n$/);
  });

  test('a command that does not exist ends with 127 and its name', async () => {
    const { activity, log } = await run('', 'misspelt');
    expect(activity).toMatchObject({ payload: { outcome: { kind: 'failed', exit_code: 127 } } });
    expect(log).toMatch(/no-such-program: not found/);
  });

  test('a signal is told by its name', async () => {
    const { activity } = await run('kill -SEGV $$');
    expect(activity).toMatchObject({
      payload: { outcome: { kind: 'failed', exit_code: 139, signal: 'SIGSEGV' } },
    });
  });
});

describe('P4: what a run had on the machine', () => {
  const isBack = (before: Held) => expect.poll(() => heldBeyond(before, server)).toEqual({});

  test('is gone after its end, however it ended', async () => {
    await run('true');
    const before = await settledHold(server);
    const { id } = await begin(client, 'echo ready; exec sleep 60');
    await untilLogged(client, id, 'ready');
    await expect.poll(() => heldBy(server).bundles).toBe(before.bundles + 1);
    await cancel(client, id);
    await client.waitFor(id);
    await isBack(before);
    await Promise.all([run('true'), run('exit 3'), run('sleep 60', 'hurried'), run('', 'misspelt')]);
    await isBack(before);
  });

  test('P13: takes programs along that left its session', async () => {
    const before = await settledHold(server);
    await run('setsid sh -c "sleep 61 & sleep 61" & sleep 0.2; echo done');
    await isBack(before);
  });
});
