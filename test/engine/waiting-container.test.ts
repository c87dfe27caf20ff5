import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hostsFile } from '../../src/container/hosts.ts';
import type { WaitingContainer } from '../../src/engine/engine.ts';
import type { Attachment } from '../../src/network/network.ts';
import { type Machine, openMachine } from '../support/machine.ts';
import { pidsOf } from '../support/run-traces.ts';

let machine: Machine;
let attachment: Attachment;
let container: WaitingContainer;
let id: string;
let counter = 0;

beforeAll(async () => {
  machine = await openMachine();
});
afterAll(() => machine[Symbol.asyncDispose]());

async function makeWaiting(): Promise<void> {
  id = `w${counter++}`;
  attachment = await machine.environment.attach({ egress: false, permissions: [] });
  container = await machine.engine.createWaiting(machine.spec(id, 'ignored', attachment));
}

afterEach(async () => {
  await container.remove();
  await attachment.close();
});

const logged = () =>
  readFileSync(join(machine.directory, `${id}.log`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').slice(3).join(' '));

describe('a container made ahead of time', () => {
  test('waits, then runs what it is told, with the variables of the run and no others', async () => {
    await makeWaiting();
    await container.awaken('printf "%s\\n" "$GREETING"; env | sort | cut -d= -f1 | tr "\\n" " "; exit 4', {
      PATH: '/usr/bin:/bin',
      GREETING: 'it\'s $HOME `id` "quoted" \\n',
    });
    expect(await container.ended).toMatchObject({ kind: 'exited', exitCode: 4 });
    expect(logged()[0]).toBe('it\'s $HOME `id` "quoted" \\n');
    expect(logged()[1]?.trim()).toBe('GREETING HOME PATH PWD');
    expect(container.waiting).toBe(false);
  });

  test('gets the name and the files of the run, without being made again', async () => {
    await makeWaiting();
    const files = {
      '/etc/hosts': hostsFile('report--task--abc', '10.0.0.9', [], {}),
      '/etc/resolv.conf': '',
    };
    await container.dress({
      hostname: 'report--task--abc',
      files,
      logPath: join(machine.directory, `${id}.log`),
    });
    await container.awaken('hostname; grep -c report--task--abc /etc/hosts', { PATH: '/usr/bin:/bin' });
    await container.ended;
    expect(logged()).toEqual(['report--task--abc', '1']);
    expect(execFileSync('hostname', { encoding: 'utf8' }).trim()).not.toBe('report--task--abc');
  });

  test('holds no secret while it waits, and leaves none on the disk when it runs', async () => {
    await makeWaiting();
    const secret = `secret-${process.pid}-${counter}`;
    const onDisk = () =>
      execFileSync('sh', ['-c', `grep -rl ${secret} ${join(machine.directory, 'run')} || true`], {
        encoding: 'utf8',
      });
    await container.awaken('sleep 0.3', { PATH: '/usr/bin:/bin', TOKEN: secret });
    expect(onDisk()).toBe('');
    await container.ended;
    expect(onDisk()).toBe('');
  });

  test('takes variables of 100 KiB each, a megabyte in all', async () => {
    await makeWaiting();
    const large = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`V${index}`, String(index).repeat(100 * 1024)]),
    );
    await container.awaken('printf %s "$V0$V1$V2$V3$V4$V5$V6$V7$V8$V9" | wc -c', {
      PATH: '/usr/bin:/bin',
      ...large,
    });
    await container.ended;
    expect(logged()).toEqual([String(10 * 100 * 1024)]);
  });

  test('is awakened once at most (P1)', async () => {
    await makeWaiting();
    await container.awaken('echo begun', { PATH: '/usr/bin:/bin' });
    await expect(container.awaken('echo begun', {})).rejects.toThrow('awakened before');
    await container.ended;
    expect(logged()).toEqual(['begun']);
  });

  const adopted = async () => (await (await machine.reopenEngine()).adopt()).find((found) => found.id === id);
  const script = 'sleep 30.31';

  test('waits on where the server was killed with the pipe open and nothing written (P1, P5)', async () => {
    await makeWaiting();
    for (let round = 0; round < 3; round++) {
      // Opening waits for the shell to be at the pipe.
      const gate = await open(join(machine.directory, 'run', 'containers', id, 'gate'), 'w');
      await gate.close();
    }
    await container.awaken('echo begun', { PATH: '/usr/bin:/bin' });
    expect(await container.ended).toMatchObject({ exitCode: 0 });
    expect(logged()).toEqual(['begun']);
  });

  test('is known to wait by a server that did not make it, and held so that it cannot begin', async () => {
    await makeWaiting();
    const found = await adopted();
    expect(found).toMatchObject({ started: true, waiting: true });
    // What comes now comes too late.
    await expect(container.awaken(script, { PATH: '/usr/bin:/bin' })).rejects.toThrow();
    await found?.remove();
    expect((await found?.ended)?.kind).toBe('exited');
    expect(readFileSync(join(machine.directory, `${id}.log`), 'utf8')).toBe('');
  });

  test('is known to have begun by a server that did not make it, and goes on', async () => {
    await makeWaiting();
    await container.awaken(script, { PATH: '/usr/bin:/bin' });
    await expect.poll(() => pidsOf('sleep', '30.31').length, { timeout: 10_000 }).toBeGreaterThan(0);
    const found = await adopted();
    expect(found).toMatchObject({ started: true, waiting: false });
    await found?.signal('SIGTERM');
    expect(await found?.ended).toMatchObject({ exitCode: 143 });
  });

  test('that was killed cannot be awakened, and says so soon', async () => {
    await makeWaiting();
    await container.signal('SIGKILL');
    await container.ended;
    await expect(container.awaken('true', {})).rejects.toThrow();
  });

  test('is gone without a trace when it was never needed', async () => {
    await makeWaiting();
    const { pid } = container;
    await container.remove();
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
