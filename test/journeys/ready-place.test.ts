import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import { storeFile } from '../../src/composition/store-location.ts';
import { containerOf, pidsOf, settledHold } from '../support/run-traces.ts';
import { scriptProject } from '../support/script-project.ts';
import { openServer, type TestServer } from '../support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(scriptProject());
});
afterAll(() => server[Symbol.asyncDispose]());

/** Those that keep a container which waits for a run. */
const keepers = () => pidsOf('conmon', '--cid ready-', runtimeDirectoryOf(instanceOf(server.home)));
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
/** `Z` of one that has ended and that nobody has asked for its end yet. */
function stateOf(pid: number): string | undefined {
  return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
}

test('P18: a store that takes no claim costs no container each time it is asked', async () => {
  await settledHold({ pid: process.pid, home: server.home });
  const waiting = keepers().length;
  using db = new DatabaseSync(storeFile(server.home));
  db.exec(`create trigger full before update of state on runs begin select raise(fail, 'disk full'); end`);
  const { id } = await server.trigger('script', { SCRIPT: 'echo begun' });
  const logPath = join(server.home, 'server.log');
  const tries = () => readFileSync(logPath, 'utf8').split('the queue could not be read').length - 1;
  await expect.poll(tries, { timeout: 10_000 }).toBeGreaterThan(3);
  expect(keepers().length).toBeLessThanOrEqual(waiting + 1);
  db.exec('drop trigger full');
  expect((await server.waitFor(id)).activity.payload.outcome?.kind).toBe('succeeded');
  await expect.poll(() => keepers().length).toBe(waiting);
});

test('a run whose container was killed while it waited gets another', async () => {
  await settledHold({ pid: process.pid, home: server.home });
  const stopped = keepers();
  // So that nobody can say yet that the container has ended.
  for (const keeper of stopped) process.kill(keeper, 'SIGSTOP');
  const killed = stopped.flatMap(childrenOf);
  try {
    for (const init of killed) process.kill(init, 'SIGKILL');
    await expect.poll(() => killed.every((init) => stateOf(init) === 'Z')).toBe(true);
    const { id } = await server.trigger('script', { SCRIPT: 'echo begun' });
    await expect.poll(() => containerOf(server, id)).toMatch(/^ready-/);
    for (const keeper of stopped) process.kill(keeper, 'SIGCONT');
    const { activity, log } = await server.waitFor(id);
    expect(activity.payload.outcome?.kind).toBe('succeeded');
    expect(log.match(/begun/g)).toHaveLength(1);
  } finally {
    for (const keeper of stopped.filter((pid) => keepers().includes(pid))) process.kill(keeper, 'SIGCONT');
  }
});
