import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatLogText } from '../../../../src/activity/log/log-line.ts';
import { messagesOf, printedLogs, snapshot, thisProcess } from '../temporary-logs.ts';

const time = '2026-08-01T10:00:00.000001+00:00';
const mebibyte = 1024 * 1024;

const raw = (text: string, stream: 'stdout' | 'stderr' = 'stdout') =>
  formatLogText(time, stream, Buffer.from(text));

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join('');

describe('output on its way into a log', () => {
  it('arrives as it was printed, and leaves nothing behind', async () => {
    const { logs, rawPath, printed, directory } = await printedLogs();
    appendFileSync(rawPath, raw('one\ntwo\n'));
    appendFileSync(rawPath, raw('oops\n', 'stderr'));
    await printed();
    expect(await snapshot(logs)).toEqual([
      { id: 0, timestamp: time, message: 'one\n', stream: 'stdout' },
      { id: 1, timestamp: time, message: 'two\n', stream: 'stdout' },
      { id: 2, timestamp: time, message: 'oops\n', stream: 'stderr' },
    ]);
    expect(readdirSync(join(directory, 'terms'))).toEqual([]);
    expect(readdirSync(join(directory, 'checkpoints'))).toEqual([]);
  });

  it("keeps its order with the server's own lines, which never become part of an unfinished one", async () => {
    const { logs, rawPath, printed } = await printedLogs();
    logs.append('shop', 'run', 'Starting');
    appendFileSync(rawPath, raw('no newline'));
    await expect.poll(() => snapshot(logs)).toHaveLength(2);
    logs.append('shop', 'run', 'Cancelled');
    await printed();
    logs.append('shop', 'run', 'The end');
    expect(messagesOf(await snapshot(logs)).join('')).toBe('Starting\nno newline\nCancelled\nThe end\n');
  });

  it('P18: gives the memory of what is in the log back', async () => {
    const { rawPath, logs } = await printedLogs();
    const piece = raw(`${'x'.repeat(1023)}\n`.repeat(1024));
    for (let n = 0; n < 16; n += 1) appendFileSync(rawPath, piece);
    await expect
      .poll(() => statSync(logs.path('shop', 'run')).size, { timeout: 10_000 })
      .toBe(16 * piece.length);
    expect(statSync(rawPath).size).toBe(16 * piece.length);
    await expect.poll(() => statSync(rawPath).blocks * 512).toBeLessThan(2.5 * mebibyte);
  });

  it('P19: takes binary output and torn lines as they are', async () => {
    const { logs, rawPath, printed } = await printedLogs();
    const bytes = Buffer.from([0, 1, 2, 255, 254, 0x0a, 0, 0x0a]);
    appendFileSync(rawPath, formatLogText(time, 'stdout', bytes));
    appendFileSync(rawPath, 'no line of the format\n');
    appendFileSync(rawPath, 'x'.repeat(200_000));
    await printed();
    logs.append('shop', 'run', 'The end');
    const messages = messagesOf(await snapshot(logs));
    expect(messages.pop()).toBe('The end\n');
    expect(messages.slice(0, 3)).toEqual(['\0\x01\x02\ufffd\ufffd\n', '\0\n', 'no line of the format\n']);
    expect(messages.slice(3).join('') === `${'x'.repeat(200_000)}\n`).toBe(true);
  });
});

describe('the limit of a log (P18)', () => {
  const limit = { kind: 'head-and-tail', bytes: 100_000, tailBytes: 10_000 } as const;

  it('keeps the first lines and the last, and says what is missing between', async () => {
    const { logs, rawPath, printed } = await printedLogs({ limit });
    logs.append('shop', 'run', 'Starting');
    const count = 30_000;
    for (let n = 0; n < count; n += 1000) {
      appendFileSync(rawPath, raw(numbered(1000, n)));
      await new Promise(setImmediate);
    }
    await expect.poll(async () => messagesOf(await snapshot(logs)).at(-1)).toContain('reached its limit');
    const before = await snapshot(logs);
    await printed();
    const after = await snapshot(logs);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(statSync(logs.path('shop', 'run')).size).toBeLessThan(limit.bytes + 1000);
    const messages = messagesOf(after);
    expect(messages[before.length - 1]).toMatch(
      /^\[errand\] This log has reached its limit of 97\.7 KiB: .* last 9\.8 KiB/,
    );
    expect(messages[before.length]).toMatch(/^\[errand\] 1\.\d MiB of output are left out here/);
    const head = before.length - 2;
    expect(messages.slice(1, before.length - 1).join('')).toBe(numbered(head));
    const tail = messages.slice(before.length + 1);
    expect(tail.length).toBeGreaterThan(100);
    expect(tail.join('')).toBe(numbered(tail.length, count - tail.length));
  });

  it('leaves nothing out where head and tail meet', async () => {
    const { logs, rawPath, printed } = await printedLogs({ limit });
    const text = numbered(1800);
    appendFileSync(rawPath, raw(text));
    await printed();
    const messages = messagesOf(await snapshot(logs));
    expect(messages.filter((message) => message.startsWith('[errand]'))).toHaveLength(1);
    expect(messages.filter((message) => !message.startsWith('[errand]')).join('')).toBe(text);
  });

  it('is one for all attempts of a run; each has its last lines', async () => {
    const { logs, rawPath, printed, pumps } = await printedLogs({ limit });
    const logPath = logs.path('shop', 'run');
    const attempt = async (id: string, count: number) => {
      const begun = pumps.begin({ id, rawPath: `${rawPath}-${id}`, logPath, limit, hidden: [] }, thisProcess);
      appendFileSync(`${rawPath}-${id}`, raw(numbered(count).replaceAll('line', id)));
      await begun.drained();
    };
    appendFileSync(rawPath, raw(numbered(1000)));
    await printed();
    const first = statSync(logPath).size;
    expect(first).toBeGreaterThan(40_000);
    await attempt('second', 30_000);
    expect(statSync(logPath).size).toBeLessThan(limit.bytes + 1000);
    await attempt('third', 30_000);
    expect(statSync(logPath).size).toBeLessThan(limit.bytes + limit.tailBytes + 2000);
    const messages = messagesOf(await snapshot(logs));
    expect(messages.filter((message) => message.includes('reached its limit'))).toHaveLength(2);
    expect(messages.at(-1)).toBe('third 29999\n');
    expect(messages).toContain('second 0\n');
    expect(messages).toContain('second 29999\n');
    expect(messages).not.toContain('third 0\n');
  });

  it("counts an application's log anew at its size, and keeps the one before", async () => {
    const { logs, rawPath, printed } = await printedLogs({ limit: { kind: 'rotate', bytes: 50_000 } });
    for (let n = 0; n < 3; n += 1) {
      appendFileSync(rawPath, raw(numbered(1500, n * 1500)));
      await expect
        .poll(() => readFileSync(logs.path('shop', 'run'), 'utf8'))
        .toContain(`line ${n * 1500 + 1499}\n`);
    }
    await printed();
    const path = logs.path('shop', 'run');
    expect(readFileSync(path, 'utf8')).toContain('line 4499\n');
    expect(readFileSync(path, 'utf8')).not.toContain('line 1500\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toContain('line 1500\n');
    expect(existsSync(`${path}.2`)).toBe(false);
  });
});

describe('secrets in output (P12)', () => {
  const secret = 'hunter2-and-more';

  it('never reach the log, in whatever pieces they come', async () => {
    const { logs, rawPath, printed } = await printedLogs({ hidden: [secret] });
    appendFileSync(rawPath, raw(`the key is ${secret}!\nand here hunt`));
    await expect.poll(() => snapshot(logs)).toHaveLength(2);
    appendFileSync(rawPath, raw('er2-and-more, again\n'));
    appendFileSync(rawPath, raw(`${secret.slice(0, 9)}`, 'stderr'));
    appendFileSync(rawPath, raw('out\n'));
    await printed();
    expect(messagesOf(await snapshot(logs)).join('')).toBe(
      'the key is [secret]!\nand here [secret], again\nout\nhunter2-a',
    );
  });

  it('are masked at the edges of what a limit leaves out', async () => {
    const limit = { kind: 'head-and-tail', bytes: 40_000, tailBytes: 20_000 } as const;
    const { logs, rawPath, printed } = await printedLogs({ hidden: [secret], limit });
    const line = `${'-'.repeat(30)}${secret}\n`;
    appendFileSync(rawPath, raw(line.repeat(5000)));
    await printed();
    const text = readFileSync(logs.path('shop', 'run'), 'utf8');
    expect(text).not.toContain('hunter');
    expect(text.split('[secret]').length).toBeGreaterThan(300);
    expect(text.length).toBeLessThan(41_000);
  });
});
