import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LogItem } from '../../../src/activity/log/log-entry.ts';
import { messagesOf, printedLogs, readAll, temporaryLogs } from './temporary-logs.ts';

const time = '2026-08-01T10:00:00.000001+00:00';

function openFilesOn(path: string): number {
  const folder = '/proc/self/fd';
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;
}

describe('following a log', () => {
  it('gives each line that another process writes by itself, before there is a next', async () => {
    const { logs, rawPath: path } = await printedLogs();
    appendFileSync(path, `${time} stdout F begin\n`);
    const reading = logs.read('shop', 'run', {})[Symbol.asyncIterator]();
    await reading.next();
    for (let n = 0; n < 50; n += 1) {
      const next = reading.next();
      await delay(3);
      appendFileSync(path, `${time} stdout F line ${n}\n`);
      const { value } = await next;
      expect(value).toMatchObject([{ id: n + 1, message: `line ${n}\n` }]);
    }
    logs.seal('shop', 'run');
    await reading.next();
  });

  it('begins before there is a file', async () => {
    const { logs, rawPath, printed } = await printedLogs();
    const reading = readAll(logs);
    await delay(20);
    appendFileSync(rawPath, `${time} stdout F one\n`);
    await delay(20);
    appendFileSync(rawPath, `${time} stdout F two\n`);
    await printed();
    logs.seal('shop', 'run');
    expect(messagesOf(await reading)).toEqual(['one\n', 'two\n']);
  });

  it('P6: never loses the lines written just before the seal', async () => {
    for (let round = 0; round < 100; round += 1) {
      const { logs, rawPath, printed } = await printedLogs();
      const followers = [readAll(logs), readAll(logs)];
      if (round % 2 === 0) await delay(round % 5);
      appendFileSync(rawPath, `${time} stdout F from the SIGTERM handler\n`);
      await printed();
      logs.append('shop', 'run', 'The end');
      logs.seal('shop', 'run');
      for (const follower of followers) {
        expect(await follower).toMatchObject([
          { id: 0 },
          { id: 1, message: 'The end\n' },
          { id: 2, seal: true },
        ]);
      }
    }
  });

  it('P19: gives a burst of 100 000 lines in order to all who follow', { timeout: 60_000 }, async () => {
    const { logs, rawPath: path, printed } = await printedLogs();
    const count = 100_000;
    const early = [readAll(logs), readAll(logs)];
    const fixture = new URL('fixtures/write-lines.ts', import.meta.url).pathname;
    const writer = spawn(process.execPath, [fixture, path, String(count)], { stdio: 'inherit' });
    await delay(150);
    const late = readAll(logs, { startAt: 500 });
    const [exitCode] = await once(writer, 'exit');
    await printed();
    logs.seal('shop', 'run');
    expect(exitCode).toBe(0);
    const expected = Array.from({ length: count }, (_, n) => `line ${n}\n`);
    for (const follower of early) {
      const items = await follower;
      expect(items.every((item, place) => item.id === place)).toBe(true);
      expect(items.at(-1)).toEqual({ id: count, seal: true });
      expect(messagesOf(items).join('') === expected.join('')).toBe(true);
    }
    expect(messagesOf(await late).join('') === expected.slice(500).join('')).toBe(true);
  });

  it('has one open file for a thousand followers, and none when they are gone', async () => {
    const logs = await temporaryLogs();
    const path = logs.path('shop', 'run');
    logs.append('shop', 'run', 'one');
    const followers = Array.from({ length: 1000 }, () => readAll(logs));
    await expect.poll(() => openFilesOn(path)).toBe(1);
    logs.append('shop', 'run', 'two');
    logs.seal('shop', 'run');
    for (const items of await Promise.all(followers)) expect(messagesOf(items)).toEqual(['one\n', 'two\n']);
    await expect.poll(() => openFilesOn(path)).toBe(0);
  });

  it('reads no further than a slow follower asks', async () => {
    const logs = await temporaryLogs();
    logs.append('shop', 'run', 'x\n'.repeat(200_000));
    const slow = logs.read('shop', 'run', { maxDelaySeconds: 0 })[Symbol.asyncIterator]();
    const { value } = (await slow.next()) as { value: readonly LogItem[] };
    expect(value.length).toBeLessThan(10_000);
    let [count, done] = [value.length, false];
    while (!done) {
      const next = await slow.next();
      done = next.done ?? false;
      if (!next.done) count += next.value.length;
    }
    expect(count).toBe(200_000);
  });

  it('ends at the signal, after the time, at the limit or when the logs are closed', async () => {
    const logs = await temporaryLogs();
    logs.append('shop', 'run', 'one\ntwo');
    const abort = new AbortController();
    const readings = [
      readAll(logs, { signal: abort.signal }),
      readAll(logs, { maxDelaySeconds: 0.05 }),
      readAll(logs, { maxItems: 2 }),
    ];
    await delay(80);
    abort.abort();
    const closed = readAll(logs);
    await delay(20);
    logs.close();
    for (const items of await Promise.all([...readings, closed])) {
      expect(items).toMatchObject([{ id: 0 }, { id: 1 }]);
      expect(items).toHaveLength(2);
    }
  });

  it('does not outlast its time because somebody writes without a pause', async () => {
    const logs = await temporaryLogs();
    const writing = setInterval(() => logs.append('shop', 'run', 'x\n'.repeat(50)), 1);
    await delay(20);
    for await (const batch of logs.read('shop', 'run', { maxDelaySeconds: 0.1 })) {
      expect(batch.length).toBeGreaterThan(0);
      await delay(5);
    }
    clearInterval(writing);
  });

  it('P2: ends though nobody set the seal, once the activity is known to be finished', async () => {
    let finished = false;
    const logs = await temporaryLogs({ isFinished: () => Promise.resolve(finished) });
    logs.append('shop', 'run', 'one');
    const reading = readAll(logs);
    await delay(20);
    finished = true;
    expect(await reading).toMatchObject([{ id: 0 }, { id: 1, seal: true }]);
  });

  it('leaves no listener on the signal', async () => {
    const logs = await temporaryLogs();
    const { signal } = new AbortController();
    let listeners = 0;
    const counted =
      (change: number, method: typeof signal.addEventListener) =>
      (...args: unknown[]) => {
        listeners += change;
        Reflect.apply(method, signal, args);
      };
    signal.addEventListener = counted(1, signal.addEventListener);
    signal.removeEventListener = counted(-1, signal.removeEventListener);
    const reading = readAll(logs, { signal });
    for (let n = 0; n < 20; n += 1) {
      await delay(2);
      logs.append('shop', 'run', `line ${n}`);
    }
    logs.seal('shop', 'run');
    expect(await reading).toHaveLength(21);
    expect(listeners).toBe(0);
  });
});
