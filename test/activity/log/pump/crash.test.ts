import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatLogText } from '../../../../src/activity/log/log-line.ts';
import type { LogLimit } from '../../../../src/activity/log/pump/source.ts';
import { temporaryFolder } from '../temporary-logs.ts';

const fixture = new URL('fixtures/pump.ts', import.meta.url).pathname;
const time = '2026-08-01T10:00:00.000001+00:00';
const secret = 'hunter2-and-more';
const count = 40_000;

interface Crashed {
  readonly path: string;
  /** What was in the log when each of the servers died. */
  readonly seen: readonly string[];
}

/** A server after the other pumps the same output; all but the last are killed. */
async function pumpThroughKills(
  output: Buffer,
  kills: readonly (readonly [step: string, times: number])[],
  limit: LogLimit | null,
): Promise<Crashed> {
  const directory = await temporaryFolder();
  for (const name of ['outputs', 'logs']) mkdirSync(join(directory, name));
  const rawPath = join(directory, 'outputs', 'container');
  const logPath = join(directory, 'logs', 'run.log');
  writeFileSync(rawPath, output);
  const terms = JSON.stringify({ id: 'container', rawPath, logPath, limit, hidden: [secret] });
  const seen: string[] = [];
  for (const [step, times] of [...kills, ['never', 0] as const]) {
    const server = spawn(process.execPath, [fixture, directory, step, String(times), terms], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const [, signal] = await once(server, 'close');
    expect(said === 'done' ? 'done' : signal).toBe(step === 'never' ? 'done' : 'SIGKILL');
    seen.push(readFileSync(logPath, 'utf8'));
  }
  return { path: logPath, seen };
}

const messages = (log: string) =>
  log
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(time.length + ' stdout F '.length));
const ofProgram = (log: string) => messages(log).filter((line) => !line.startsWith('server '));

const lines = Array.from({ length: count }, (_, n) => `line ${n} ${n % 7 === 0 ? secret : 'nothing'}`);
const output = formatLogText(time, 'stdout', Buffer.from(`${lines.join('\n')}\n`));
const masked = lines.map((line) => line.replace(secret, '[secret]'));

describe('P6: a server killed while it pumps', () => {
  it('loses no line and repeats none, and what it said itself stays where it was', async () => {
    const kills = [
      ['written', 1],
      ['checkpointed', 1],
      ['written', 2],
      ['checkpointed', 2],
      ['written', 3],
    ] as const;
    const { path, seen } = await pumpThroughKills(output, kills, null);
    const log = readFileSync(path, 'utf8');
    expect(ofProgram(log)).toEqual(masked);
    // What was checkpointed when a server died is the beginning of the log for ever.
    const settled = seen.filter((_, index) => kills[index]?.[0] === 'checkpointed');
    for (const text of settled) expect(log.startsWith(text)).toBe(true);
    const said = messages(log).filter((line) => line.startsWith('server '));
    expect(new Set(said).size).toBe(said.length);
  }, 120_000);

  it('leaves out the same lines and keeps the same tail', async () => {
    const limit = { kind: 'head-and-tail', bytes: 300_000, tailBytes: 30_000 } as const;
    const without = await pumpThroughKills(output, [], limit);
    const expected = ofProgram(readFileSync(without.path, 'utf8'));
    expect(expected.length).toBeGreaterThan(1000);
    const kills = [
      ['written', 3],
      ['written', 2],
      ['checkpointed', 1],
      ['written', 2],
      ['checkpointed', 2],
      ['written', 2],
    ] as const;
    const { path } = await pumpThroughKills(output, kills, limit);
    expect(ofProgram(readFileSync(path, 'utf8'))).toEqual(expected);
  }, 120_000);

  it('begins a log anew once, however often it is killed in that moment', async () => {
    const { path } = await pumpThroughKills(
      output,
      [
        ['rotated', 1],
        ['written', 2],
        ['rotated', 1],
      ],
      { kind: 'rotate', bytes: 250_000 },
    );
    const both = [`${path}.1`, path].flatMap((file) => ofProgram(readFileSync(file, 'utf8')));
    expect(both).toEqual(masked.slice(count - both.length));
    expect(both.length).toBeGreaterThan(3000);
  }, 120_000);
});
