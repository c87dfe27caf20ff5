import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTurnOfMachine, tryMachineLock } from '../../src/linux/machine-lock.ts';

const name = `errand-test-${process.pid}`;

test('a lock is held once, and free again when released', async () => {
  const lock = await tryMachineLock(name);
  expect(await tryMachineLock(name)).toBeNull();
  lock?.release();
  const again = await tryMachineLock(name);
  expect(again).not.toBeNull();
  again?.release();
});

test('work that throws frees the lock', async () => {
  await expect(inTurnOfMachine(name, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await inTurnOfMachine(name, async () => 'done')).toBe('done');
});

test('processes take turns: what each does in its turn is never in the middle of another’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'errand-lock-'));
  const trace = join(folder, 'trace');
  const lockModule = join(import.meta.dirname, '../../src/linux/machine-lock.ts');
  const program = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as delay } from 'node:timers/promises';
    import { inTurnOfMachine } from ${JSON.stringify(lockModule)};
    for (let turn = 0; turn < 5; turn++) await inTurnOfMachine(${JSON.stringify(name)}, async () => {
      appendFileSync(${JSON.stringify(trace)}, 'in ');
      await delay(5);
      appendFileSync(${JSON.stringify(trace)}, 'out ');
    });`;
  const children = Array.from({ length: 3 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  expect(await readFile(trace, 'utf8')).toBe('in out '.repeat(15));
  await rm(folder, { recursive: true });
});
