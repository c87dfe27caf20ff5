import { appendFileSync, closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LiveReaders } from '../../../src/activity/log/live-readers.ts';
import type { LogEntry } from '../../../src/activity/log/log-entry.ts';
import { LogFile } from '../../../src/activity/log/log-file.ts';
import { formatLogLines } from '../../../src/activity/log/log-line.ts';
import { logStart } from '../../../src/activity/log/log-position.ts';
import { readAll, temporaryFolder, temporaryLogs } from './temporary-logs.ts';

const at = '2026-08-01T10:00:00.000001+00:00';

async function logOf(...messages: string[]) {
  const path = join(await temporaryFolder(), 'run.log');
  const print = (message: string) => appendFileSync(path, formatLogLines(at, 'stdout', message));
  for (const message of messages) print(message);
  closeSync(openSync(path, 'a'));
  const file = new LogFile(path);
  onTestFinished(() => file.close());
  return { path, file, live: new LiveReaders(file), print };
}

/** Takes until told not to. */
function reader() {
  const taken: string[] = [];
  const ready = { is: true };
  const take = vi.fn((entries: readonly LogEntry[]) => {
    if (ready.is) taken.push(...entries.map(({ message }) => message));
    return ready.is;
  });
  return { taken, ready, take };
}

describe('readers of a log who have all of it', () => {
  it('are handed what comes, from one read', async () => {
    const { file, live, print } = await logOf('one\n');
    const { to } = await file.read(logStart, false);
    const readers = Array.from({ length: 5 }, reader);
    for (const { take } of readers) expect(live.join(to, take, undefined)).not.toBeNull();
    const reads = vi.spyOn(file, 'readNow');
    print('two\n');
    print('three\n');
    live.tell();
    live.tell();
    for (const { taken, take } of readers) {
      expect(taken).toEqual(['two\n', 'three\n']);
      expect(take.mock.calls[0]?.[0]).toBe(readers[0]?.take.mock.calls[0]?.[0]);
    }
    // One with the lines, and one that finds no more, each time.
    expect(reads).toHaveBeenCalledTimes(3);
  });

  it('leave where they were when they are not ready, and the others stay', async () => {
    const { live, print } = await logOf();
    const [slow, quick] = [reader(), reader()];
    const left = live.join(logStart, slow.take, undefined);
    void live.join(logStart, quick.take, undefined);
    print('one\n');
    live.tell();
    slow.ready.is = false;
    print('two\n');
    live.tell();
    print('three\n');
    live.tell();
    expect(await left).toMatchObject({ id: 1 });
    expect(slow.taken).toEqual(['one\n']);
    expect(quick.taken).toEqual(['one\n', 'two\n', 'three\n']);
  });

  it('are joined by nobody who is behind them, or ahead', async () => {
    const { file, live, print } = await logOf();
    void live.join(logStart, reader().take, undefined);
    print('one\n');
    const { to } = await file.read(logStart, false);
    expect(live.join(to, reader().take, undefined)).toBeNull();
    live.tell();
    expect(live.join(logStart, reader().take, undefined)).toBeNull();
    expect(live.join(to, reader().take, undefined)).not.toBeNull();
  });

  it('leave at the signal, which keeps no listener, and when all are dismissed', async () => {
    const { live, print } = await logOf();
    const stop = new AbortController();
    const removed = vi.spyOn(stop.signal, 'removeEventListener');
    const { take } = reader();
    const first = live.join(logStart, take, stop.signal);
    const second = live.join(logStart, reader().take, undefined);
    print('one\n');
    stop.abort();
    live.tell();
    live.dismissAll();
    expect(await first).toMatchObject({ id: 0 });
    expect(await second).toMatchObject({ id: 1 });
    expect(take).not.toHaveBeenCalled();
    expect(removed).toHaveBeenCalledOnce();
  });

  it('read by themselves where they cannot be told, so that whoever writes meets no error', async () => {
    const { file, live } = await logOf();
    const left = live.join(logStart, reader().take, undefined);
    vi.spyOn(file, 'readNow').mockImplementation(() => {
      throw new Error('EIO: i/o error, read');
    });
    live.tell();
    expect(await left).toMatchObject({ id: 0 });
  });
});

describe('a log that is followed live', () => {
  it('P6: gives every line once, in order, whoever is ready when', async () => {
    const logs = await temporaryLogs();
    const followers = Array.from({ length: 6 }, (_, follower) => {
      const messages: string[] = [];
      let asked = 0;
      const take = (entries: readonly LogEntry[]) => {
        // Some are always ready, some never, some now and then.
        if (asked++ % 3 < follower % 4) return false;
        messages.push(...entries.map(({ message }) => message));
        return true;
      };
      const reading = (async () => {
        for await (const batch of logs.read('shop', 'run', { take })) {
          messages.push(...batch.flatMap((item) => ('message' in item ? [item.message] : [])));
        }
      })();
      return { messages, reading };
    });
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index}\n`);
    for (const [index, line] of lines.entries()) {
      logs.append('shop', 'run', line);
      if (index % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    logs.seal('shop', 'run');
    await Promise.all(followers.map(({ reading }) => reading));
    for (const { messages } of followers) expect(messages).toEqual(lines);
  });

  it('takes nothing before the entry that was asked for, and nothing where there is a limit', async () => {
    const logs = await temporaryLogs();
    const { take, taken } = reader();
    const later = readAll(logs, { startAt: 2, take });
    const limited = readAll(logs, { maxItems: 3, take });
    const timed = readAll(logs, { maxDelaySeconds: 60, take });
    for (const line of ['zero\n', 'one\n', 'two\n', 'three\n']) {
      logs.append('shop', 'run', line);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    logs.seal('shop', 'run');
    expect((await limited).map(({ id }) => id)).toEqual([0, 1, 2]);
    expect((await timed).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
    const given = (await later).flatMap((item) => ('message' in item ? [item.message] : []));
    expect([...given, ...taken].toSorted()).toEqual(['three\n', 'two\n']);
  });
});
