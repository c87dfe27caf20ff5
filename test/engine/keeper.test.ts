import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

describe('a container that prints while no server is there', () => {
  const ground = withMachine({ aheadBytes: 8 * mebibyte });

  test('P18: fills its own buffer and no more, goes on, and its log says that output is missing', async () => {
    const untilSignals = (count: number) => `until [ $n -ge ${count} ]; do sleep 0.05; done`;
    const command = `n=0; trap 'n=$((n + 1))' TERM; echo before; ${untilSignals(1)}; ${noise(30_000_000)}; touch /tmp/done; ${untilSignals(2)}; echo after`;
    const { container, logPath } = await ground.start('unheard', command);
    await expect.poll(() => textLines(logPath), { timeout: 10_000 }).toContain('before');
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
    // The shell tells of each `sleep` that the signal ended.
    const lines = textLines(logPath).filter((line) => line !== '' && line !== 'Terminated');
    const printed = lines.filter((line) => line.startsWith('x'));
    expect(printed.length).toBeGreaterThan(50_000);
    expect(printed.every((line) => /^x+$/.test(line))).toBe(true);
    expect(lines.slice(-2)).toEqual([expect.stringMatching(/^\[errand\] Some output is missing/), 'after']);
    expect(lines).toHaveLength(printed.length + 3);
    await found?.remove();
  }, 60_000);
});
