import { readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Container, WaitingContainer } from '../../src/engine/engine.ts';
import type { Attachment } from '../../src/network/network.ts';
import { type Machine, openMachine } from '../support/machine.ts';

let machine: Machine;
let attachment: Attachment;
let container: WaitingContainer;

beforeAll(async () => {
  machine = await openMachine();
  attachment = await machine.environment.attach({ egress: false, permissions: [] });
  const spec = machine.spec('host', '', attachment, { workingDirectory: '/tmp' });
  container = await machine.engine.createWaiting(spec);
});
afterAll(async () => {
  await container.remove();
  await attachment.close();
  await machine[Symbol.asyncDispose]();
});

async function execute(command: string, signal?: AbortSignal) {
  const lines: string[] = [];
  const environment = { PATH: '/usr/bin:/bin', GREETING: 'hello' };
  const output = (line: string, stream: string) => void lines.push(`${stream}: ${line}`);
  const exitCode = await container.execute({ command, environment, output, signal });
  return { exitCode, lines };
}

describe('a further command in a container', () => {
  test('runs as web in the working directory, with the variables it is given', async () => {
    expect(await execute('id -un; pwd; echo "$GREETING"; exit 9')).toEqual({
      exitCode: 9,
      lines: ['stdout: web', 'stdout: /tmp', 'stdout: hello'],
    });
  });

  test('shares the processes and the temporary files of the container', async () => {
    await execute('echo shared > /tmp/file');
    expect((await execute('cat /tmp/file; cat /proc/1/comm')).lines).toEqual([
      'stdout: shared',
      expect.stringContaining('stdout: '),
    ]);
  });

  test('keeps the two outputs apart, and shows a last line without an end (P8)', async () => {
    const { lines } = await execute('echo one; echo two >&2; printf three');
    expect(new Set(lines)).toEqual(new Set(['stdout: one', 'stderr: two', 'stdout: three']));
  });

  test('may do no more than the container: no namespaces, no capability, no file outside (P13)', async () => {
    const { exitCode, lines } = await execute(
      'unshare -U true; grep -E "CapEff|NoNewPrivs" /proc/self/status',
    );
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toContain('Operation not permitted');
    expect(lines.join('\n')).toMatch(/CapEff:\s+0{16}/);
    expect(lines.join('\n')).toMatch(/NoNewPrivs:\s+1/);
    expect((await execute('touch /etc/mine')).exitCode).not.toBe(0);
  });

  test('leaves the owner of /dev/null as it is', async () => {
    const before = statSync('/dev/null').uid;
    await execute('true < /dev/null');
    expect(statSync('/dev/null').uid).toBe(before);
  });

  test('ends at once when it is told to, with what it began', async () => {
    const stop = new AbortController();
    const begun = execute('trap "" TERM; setsid sleep 4711 & sleep 4711; echo never', stop.signal);
    const sleeping = async () => (await execute('pgrep -c -x sleep')).lines[0] === 'stdout: 2';
    for (const deadline = Date.now() + 20_000; Date.now() < deadline && !(await sleeping()); )
      await delay(20);
    stop.abort();
    expect((await begun).lines).toEqual([]);
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await delay(20)) {
      if ((await execute('pgrep -c -x sleep')).lines[0] === 'stdout: 0') return;
    }
    throw new Error('the command went on');
  });

  test('does not wait for what it leaves running', async () => {
    const { exitCode } = await execute('setsid sleep 60 & echo started');
    expect(exitCode).toBe(0);
    await execute('pkill -x sleep');
  });

  test('leaves nothing of its secrets in the bundle', () => {
    const bundle = `${machine.directory}/run/containers/host`;
    expect(readFileSync(`${bundle}/config.json`, 'utf8')).not.toContain('GREETING');
  });
});

test('what a container’s output must not show, no further command shows, also after a restart', async () => {
  const other = await machine.environment.attach({ egress: false, permissions: [] });
  const hiddenTexts = ['the-password'];
  const spec = machine.spec('secretive', 'exec sleep 60', other, { hiddenTexts });
  const secretive = await machine.engine.create(spec);
  await secretive.start();
  const printed = async (of: Container, further: readonly string[] = []) => {
    const lines: string[] = [];
    const command = 'echo the-password of-the-command';
    await of.execute({ command, output: (line) => void lines.push(line), hiddenTexts: further });
    return lines;
  };
  expect(await printed(secretive)).toEqual(['[secret] of-the-command']);
  expect(await printed(secretive, ['of-the-command'])).toEqual(['[secret] [secret]']);
  const adopted = (await (await machine.reopenEngine()).adopt()).find(({ id }) => id === 'secretive');
  expect(adopted === undefined ? [] : await printed(adopted)).toEqual(['[secret] of-the-command']);
  await adopted?.remove();
  await other.close();
});
