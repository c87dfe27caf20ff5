import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Attachment } from '../../src/network/network.ts';
import { type Machine, openMachine } from '../support/machine.ts';
import { cgroupsNamed, pidsOf } from '../support/run-traces.ts';

let machine: Machine;
let attachment: Attachment;

beforeAll(async () => {
  machine = await openMachine();
  attachment = await machine.environment.attach({ egress: false, permissions: [] });
});
afterAll(async () => {
  await attachment.close();
  await machine[Symbol.asyncDispose]();
});

const nameOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
};

/** Begins to make a container and stops its runtime in the middle; makes it once more where the machine was faster than this. */
async function stopInTheMiddle(id: string) {
  for (;;) {
    let isOver = false;
    const making = machine.engine.create(machine.spec(id, 'sleep 302.5', attachment));
    // Whoever waits for it comes later.
    making.finally(() => (isOver = true)).catch(() => undefined);
    while (!isOver) {
      const runtimes = pidsOf('crun', 'create', `/containers/${id}`).filter((pid) => nameOf(pid) === 'crun');
      for (const pid of runtimes) process.kill(pid, 'SIGSTOP');
      const [conmon] = pidsOf('conmon', `--cid ${id}`);
      if (runtimes.length > 0 && conmon !== undefined) return { making, conmon };
      await new Promise(setImmediate);
    }
    await (await making).remove();
  }
}

function expectNothing(id: string): void {
  expect(pidsOf(`/containers/${id}`)).toEqual([]);
  expect(existsSync(join(machine.directory, 'run', 'containers', id))).toBe(false);
  expect(readdirSync(join(machine.directory, 'run', 'runtime'))).not.toContain(id);
  expect(readdirSync(join(machine.directory, 'run', 'outputs'))).not.toContain(id);
  expect(cgroupsNamed(id)).toEqual([]);
}

test('a container whose keeper is killed while it is made leaves nothing (P4)', async () => {
  const { making, conmon } = await stopInTheMiddle('half1');
  process.kill(conmon, 'SIGKILL');
  await expect(making).rejects.toMatchObject({ code: 'start_failed' });
  expectNothing('half1');
});

test('nor does one that the former server was making, whose makers are still at it (P4, P5)', async () => {
  const { making, conmon } = await stopInTheMiddle('half2');
  const found = await (await machine.reopenEngine()).adopt();
  expect(found.map(({ id }) => id)).not.toContain('half2');
  expect(nameOf(conmon)).toBe('');
  await expect(making).rejects.toMatchObject({ code: 'start_failed' });
  expectNothing('half2');
});

test('one that cannot be removed keeps no server from its start, and the next takes it away', async () => {
  mkdirSync(join(machine.directory, 'run', 'containers', 'half3'));
  const hierarchy = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '' : '/memory';
  const cgroup = `/sys/fs/cgroup${hierarchy}${machine.cgroup}/half3`;
  mkdirSync(cgroup, { recursive: true });
  // Nobody removes a folder that is mounted upon.
  execFileSync('mount', ['--bind', cgroup, cgroup]);
  try {
    expect((await (await machine.reopenEngine()).adopt()).map(({ id }) => id)).not.toContain('half3');
  } finally {
    execFileSync('umount', [cgroup]);
  }
  expect(cgroupsNamed('half3')).not.toEqual([]);
  await (await machine.reopenEngine()).adopt();
  expectNothing('half3');
});
