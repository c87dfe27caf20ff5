import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
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
