import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { HoldGuard } from '../../../../src/activity/log/pump/hold-guard.ts';
import { stateOf } from '../../../support/process-state.ts';

const sleepers: number[] = [];

function sleeper(): number {
  const { pid = 0 } = spawn('sleep', ['60'], { stdio: 'ignore' });
  sleepers.push(pid);
  return pid;
}

function stop(pid: number): void {
  process.kill(pid, 'SIGSTOP');
}

/** Guards that this process has begun, those included that nobody has waited for. */
function guards(): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const [, name, , parent] = /\((.*)\) (.) (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return name === 'sh' && Number(parent) === process.pid;
    } catch {
      return false;
    }
  });
}

afterEach(() => {
  for (const pid of sleepers.splice(0)) process.kill(pid, 'SIGKILL');
});

describe('a process that is held back', () => {
  test('P3: goes on when the server dies in that moment, and no other does', async () => {
    const [held, freed] = [sleeper(), sleeper()];
    await expect.poll(() => stateOf(freed)).toBe('S');
    stop(freed);
    const fixture = new URL('fixtures/hold.ts', import.meta.url).pathname;
    const server = spawn(process.execPath, [fixture, String(held), String(freed)], { stdio: 'inherit' });
    const [, signal] = await once(server, 'exit');
    expect(signal).toBe('SIGKILL');
    await expect.poll(() => stateOf(held)).toBe('S');
    expect(stateOf(freed)).toBe('T');
  });

  test('goes on when the guard is closed', async () => {
    const guard = new HoldGuard();
    const held = sleeper();
    guard.hold(held);
    stop(held);
    await expect.poll(() => stateOf(held)).toBe('T');
    guard.close();
    await expect.poll(() => stateOf(held)).toBe('S');
    await expect.poll(guards).toEqual([]);
  });

  test('is guarded by another where the first was killed', async () => {
    const guard = new HoldGuard();
    guard.hold(sleeper());
    const [first = 0] = guards();
    process.kill(first, 'SIGKILL');
    await expect.poll(guards).toEqual([]);
    const held = sleeper();
    guard.hold(held);
    stop(held);
    guard.close();
    await expect.poll(() => stateOf(held)).toBe('S');
    await expect.poll(guards).toEqual([]);
  });

  test('costs nothing where none ever is', () => {
    new HoldGuard().close();
    expect(guards()).toEqual([]);
  });
});
