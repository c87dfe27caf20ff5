import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endFormerGuard } from '../../src/activity/log/pump/output-guard.ts';
import type { Container } from '../../src/engine/engine.ts';
import { readRecord } from '../../src/engine/oci/container-record.ts';
import type { Attachment } from '../../src/network/network.ts';
import { type Machine, openMachine } from '../support/machine.ts';
import { stateOf } from '../support/process-state.ts';

const mebibyte = 1024 * 1024;

const withMachine = (pumping: Parameters<typeof openMachine>[0]) => {
  let machine: Machine;
  let attachment: Attachment;
  beforeAll(async () => {
    machine = await openMachine(pumping);
    attachment = await machine.environment.attach({ egress: false, permissions: [] });
  });
  afterAll(async () => {
    await attachment.close();
    await machine[Symbol.asyncDispose]();
  });
  return {
    get machine() {
      return machine;
    },
    rawSize: (id: string) => statSync(join(machine.directory, 'run', 'outputs', id)).size,
    async start(id: string, command: string): Promise<{ container: Container; logPath: string }> {
      const spec = machine.spec(id, command, attachment);
      const container = await machine.engine.create(spec);
      await container.start();
      return { container, logPath: spec.logPath };
    },
  };
};

const noise = (bytes: number) => `head -c ${bytes} /dev/zero | tr '\\0' x | fold -w 99`;
const textLines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(' ').slice(3).join(' '));

describe('a container that prints faster than its output is taken', () => {
  const ground = withMachine({ pace: { bytesPerSecond: 4 * mebibyte, burstBytes: mebibyte } });

  test('P18: waits, keeps little memory, and loses no line', { timeout: 60_000 }, async () => {
    const bytes = 12_000_000;
    const { container, logPath } = await ground.start('noisy', `${noise(bytes)}; echo; echo end`);
    const record = await readRecord(
      join(ground.machine.directory, 'run', 'containers', 'noisy', 'record.json'),
    );
    const pid = record?.conmonPid ?? 0;
    const most = { held: false, blocks: 0 };
    let over = false;
    const ended = container.ended.then(() => {
      over = true;
    });
    while (!over) {
      const { blocks } = statSync(join(ground.machine.directory, 'run', 'outputs', 'noisy'));
      most.blocks = Math.max(most.blocks, blocks * 512);
      most.held ||= stateOf(pid) === 'T';
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (most.held) await ended;
    }
    expect(most.held).toBe(true);
    expect(most.blocks).toBeLessThan(14 * mebibyte);
    const lines = textLines(logPath);
    expect(lines.join('').length).toBe(bytes + 'end'.length);
    expect(lines.at(-2)).toBe('end');
    await container.remove();
    expect(readdirSync(join(ground.machine.directory, 'run', 'outputs'))).toEqual([]);
  });
});

const untilSignals = (count: number) => `until [ $n -ge ${count} ]; do sleep 0.05; done`;
const counting = `n=0; trap 'n=$((n + 1))' TERM`;

/** Without what the shell says of each `sleep` that the signal ended. */
const printedLines = (path: string) => textLines(path).filter((line) => line !== '' && line !== 'Terminated');

describe('a container that prints while no server is there', () => {
  const ground = withMachine({ aheadBytes: 8 * mebibyte });

  test('P18: waits when it is too far ahead, and loses no line', { timeout: 60_000 }, async () => {
    const bytes = 30_000_000;
    const command = `${counting}; echo before; ${untilSignals(1)}; ${noise(bytes)}; echo; echo after`;
    const { container, logPath } = await ground.start('unheard', command);
    await expect.poll(() => textLines(logPath), { timeout: 10_000 }).toContain('before');
    const keeper = (
      await readRecord(join(ground.machine.directory, 'run', 'containers', 'unheard', 'record.json'))
    )?.conmonPid;
    ground.machine.stopPumping();
    await container.signal('SIGTERM');
    await expect.poll(() => stateOf(keeper ?? 0), { timeout: 20_000 }).toBe('T');
    expect(ground.rawSize('unheard')).toBeGreaterThan(8 * mebibyte);
    expect(ground.rawSize('unheard')).toBeLessThan(bytes);
    const engine = await ground.machine.reopenEngine();
    const [found] = await engine.adopt();
    expect(await found?.ended).toMatchObject({ kind: 'exited', exitCode: 0 });
    const lines = printedLines(logPath);
    expect(lines.at(0)).toBe('before');
    expect(lines.at(-1)).toBe('after');
    expect(lines.slice(1, -1).join('').length).toBe(bytes);
    await found?.remove();
  });
});

describe('a container that prints while the server is busy with something else', () => {
  const ground = withMachine({});

  test('P18: loses no line, though it is far ahead', { timeout: 60_000 }, async () => {
    const bytes = 45_000_000;
    const { container, logPath } = await ground.start('overlooked', `${noise(bytes)}; echo; echo end`);
    const deadline = performance.now() + 20_000;
    // On purpose without a turn for anybody else in this process.
    while (ground.rawSize('overlooked') < 40 * mebibyte && performance.now() < deadline);
    await container.ended;
    const lines = textLines(logPath);
    expect(lines.join('').length).toBe(bytes + 'end'.length);
    await container.remove();
  });
});

describe('a container that prints while nobody at all looks', () => {
  const ground = withMachine({ mostBytes: 8 * mebibyte });

  test('P18: fills its own buffer and no more, goes on, and its log says that output is missing', async () => {
    const command = `${counting}; echo before; ${untilSignals(1)}; ${noise(30_000_000)}; touch /tmp/done; ${untilSignals(2)}; echo after`;
    const { container, logPath } = await ground.start('unheard', command);
    await expect.poll(() => textLines(logPath), { timeout: 10_000 }).toContain('before');
    await endFormerGuard(join(ground.machine.directory, 'run', 'output-guard'));
    ground.machine.stopPumping();
    const inside = `/proc/${container.pid}/root/tmp`;
    await container.signal('SIGTERM');
    await expect.poll(() => readdirSync(inside).includes('done'), { timeout: 20_000 }).toBe(true);
    expect(ground.rawSize('unheard')).toBe(8 * mebibyte);
    const engine = await ground.machine.reopenEngine();
    const [found] = await engine.adopt();
    await expect
      .poll(() => textLines(logPath).at(-2), { timeout: 10_000 })
      .toMatch(/^\[errand\] Some output is missing here/);
    await found?.signal('SIGTERM');
    expect(await found?.ended).toMatchObject({ kind: 'exited', exitCode: 0 });
    const lines = printedLines(logPath);
    const printed = lines.filter((line) => line.startsWith('x'));
    expect(printed.length).toBeGreaterThan(50_000);
    expect(printed.every((line) => /^x+$/.test(line))).toBe(true);
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/^\[errand\] Some output is missing/), 'after']);
    expect(lines).toHaveLength(printed.length + 3);
    await found?.remove();
  }, 60_000);
});
