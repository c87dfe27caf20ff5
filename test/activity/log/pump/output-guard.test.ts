import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { endFormerGuard, OutputGuard } from '../../../../src/activity/log/pump/output-guard.ts';
import { startTicks } from '../../../../src/linux/start-ticks.ts';
import { stateOf } from '../../../support/process-state.ts';
import { temporaryFolder } from '../temporary-logs.ts';

const keepers: number[] = [];

/** Stands for one; what it is to have written is written by the test. */
function keeper() {
  const { pid = 0 } = spawn('sleep', ['60'], { stdio: 'ignore' });
  keepers.push(pid);
  return { pid, startTicks: startTicks(pid) ?? '', lives: () => true };
}

/** Guards that this process has begun. */
function guards(): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const [, name, state, parent] =
        /\((.*)\) (.) (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return name === 'sh' && state !== 'Z' && Number(parent) === process.pid;
    } catch {
      return false;
    }
  });
}

/** From when on the guard counts is its affair, so that much is written more than once. */
async function stoppedByWriting(pid: number, path: string): Promise<void> {
  await expect
    .poll(() => {
      appendFileSync(path, 'x'.repeat(1001));
      return stateOf(pid);
    })
    .toBe('T');
}

async function opened() {
  const outputDirectory = await temporaryFolder();
  const path = join(await temporaryFolder(), 'guard');
  const outputOf = (name: string) => join(outputDirectory, name);
  for (const name of ['one', 'two']) writeFileSync(outputOf(name), '');
  return { settings: { outputDirectory, path, aheadBytes: 1000 }, path, outputOf };
}

afterEach(async () => {
  for (const pid of keepers.splice(0)) process.kill(pid, 'SIGKILL');
  await expect.poll(guards).toEqual([]);
});

describe('while no server reads', () => {
  test('P18: a keeper that has written too much since is stopped, and no other', async () => {
    const { settings, outputOf } = await opened();
    const guard = new OutputGuard(settings);
    const [one, two, taken] = [keeper(), keeper(), keeper()];
    writeFileSync(outputOf('two'), 'x'.repeat(5000));
    guard.keep(one, 'one');
    guard.keep(two, 'two');
    guard.keep(taken, 'taken');
    guard.forget(taken, 'taken');
    guard.close();
    await stoppedByWriting(one.pid, outputOf('one'));
    // What it had before, a server had read or was about to.
    expect([stateOf(two.pid), stateOf(taken.pid)]).toEqual(['S', 'S']);
    await stoppedByWriting(two.pid, outputOf('two'));
    await expect.poll(guards).toEqual([]);
  });

  test('P3: one that the server had stopped when it was killed goes on first', async () => {
    const { settings } = await opened();
    const { pid, startTicks: ticks } = keeper();
    const fixture = new URL('fixtures/guard.ts', import.meta.url).pathname;
    const server = spawn(process.execPath, [fixture, JSON.stringify(settings), String(pid), ticks]);
    const [, signal] = await once(server, 'exit');
    expect(signal).toBe('SIGKILL');
    await expect.poll(() => stateOf(pid)).toBe('S');
  });

  test('a process that only has the number of a keeper is left alone', async () => {
    const { settings, outputOf } = await opened();
    const guard = new OutputGuard(settings);
    const other = keeper();
    guard.keep({ ...other, startTicks: String(Number(other.startTicks) - 1) }, 'one');
    guard.close();
    writeFileSync(outputOf('one'), 'x'.repeat(5000));
    await expect.poll(guards).toEqual([]);
    expect(stateOf(other.pid)).toBe('S');
  });
});

describe('the guard', () => {
  test('does nothing as long as the server is there', async () => {
    const { settings, outputOf } = await opened();
    const guard = new OutputGuard(settings);
    const one = keeper();
    guard.keep(one, 'one');
    writeFileSync(outputOf('one'), 'x'.repeat(5000));
    const [pid = 0] = guards();
    // It has read what it was told, and waits for more.
    await expect.poll(() => readFileSync(`/proc/${pid}/wchan`, 'utf8')).toMatch(/pipe|^0$/);
    expect(stateOf(one.pid)).toBe('S');
    await endFormerGuard(settings.path);
    expect(guards()).toEqual([]);
    guard.close();
  });

  test('stops nobody any more once the next server has ended it', async () => {
    const { settings, outputOf, path } = await opened();
    const former = new OutputGuard(settings);
    const one = keeper();
    former.keep(one, 'one');
    former.close();
    expect(guards()).toHaveLength(1);
    await endFormerGuard(path);
    expect(guards()).toEqual([]);
    writeFileSync(outputOf('one'), 'x'.repeat(5000));
    expect(stateOf(one.pid)).toBe('S');
    await endFormerGuard(path);
    await endFormerGuard(`${path}-that-is-not-there`);
  });

  test('is another where the first was killed, and knows all keepers', async () => {
    const { settings, outputOf } = await opened();
    const guard = new OutputGuard(settings);
    const one = keeper();
    guard.keep(one, 'one');
    const [first = 0] = guards();
    process.kill(first, 'SIGKILL');
    // A moment later this process knows.
    const two = keeper();
    await expect
      .poll(() => {
        guard.keep(two, 'two');
        return guards();
      })
      .toHaveLength(1);
    expect(guards()).not.toEqual([first]);
    guard.close();
    await stoppedByWriting(one.pid, outputOf('one'));
  });

  test('outlives the signals that end a server', async () => {
    const { settings } = await opened();
    const guard = new OutputGuard(settings);
    guard.keep(keeper(), 'one');
    const [pid = 0] = guards();
    const ignored = () => /^SigIgn:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    // HUP is 1, INT 2, TERM 15.
    await expect.poll(() => Number.parseInt(ignored(), 16) & 0x4003).toBe(0x4003);
    guard.close();
  });

  test('is not begun where there is nobody to guard', async () => {
    const { settings } = await opened();
    new OutputGuard(settings).close();
    expect(guards()).toEqual([]);
  });
});
