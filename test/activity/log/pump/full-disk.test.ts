import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { formatLogText } from '../../../../src/activity/log/log-line.ts';
import { LogWriter } from '../../../../src/activity/log/pump/log-writer.ts';
import { restLost } from '../../../../src/activity/log/pump/notes.ts';
import { messagesOf, printedLogs, snapshot } from '../temporary-logs.ts';

const raw = (text: string) => formatLogText('2026-08-01T10:00:00.000001+00:00', 'stdout', Buffer.from(text));
const minutes = 60_000;

/** From now on a write to a log fails so, as often as told; each time a while goes by. */
function failWrites(code: string, times: number, goesBy: number) {
  const { write } = LogWriter.prototype;
  const now = performance.now.bind(performance);
  let failed = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + failed * goesBy);
  const writes = vi.spyOn(LogWriter.prototype, 'write').mockImplementation(function (
    this: LogWriter,
    ...words
  ) {
    if (failed >= times) return write.apply(this, words);
    failed += 1;
    throw Object.assign(new Error(code), { code });
  });
  const restore = () => {
    clock.mockRestore();
    writes.mockRestore();
  };
  onTestFinished(restore);
  return { restore, failed: () => failed };
}

describe('the rest of an output whose log cannot be written', () => {
  it('waits as long as the disk is full, and nothing of it is lost (P18)', async () => {
    const { rawPath, printed, logs } = await printedLogs({ hidden: ['hunter2-and-more'] });
    appendFileSync(rawPath, raw('one\n'));
    await expect.poll(() => snapshot(logs)).toHaveLength(1);
    failWrites('ENOSPC', 2, 2 * minutes);
    appendFileSync(rawPath, raw('two\n'));
    appendFileSync(rawPath, raw('hunter2'));
    await printed();
    expect(messagesOf(await snapshot(logs)).join('')).toBe('one\ntwo\nhunter2');
  });

  it('is not lost where only what a mask held back to the end has no room', async () => {
    const { rawPath, printed, logs } = await printedLogs({ hidden: ['hunter2-and-more'] });
    appendFileSync(rawPath, raw('one\nhunter2'));
    await expect.poll(async () => messagesOf(await snapshot(logs)).join('')).toContain('one\n');
    failWrites('ENOSPC', 1, 0);
    await printed();
    expect(messagesOf(await snapshot(logs)).join('')).toBe('one\nhunter2');
  });

  it('is given up a minute after the last success where it is not the disk, and the log says so', async () => {
    const { rawPath, printed, logs, directory } = await printedLogs();
    failWrites('EACCES', 1, minutes);
    appendFileSync(rawPath, raw('one\n'));
    await printed();
    expect(messagesOf(await snapshot(logs))).toEqual([`${restLost}\n`]);
    expect(readdirSync(join(directory, 'terms'))).toEqual([]);
  });

  it.each([
    ['brings it into the log', false, ['one\n', 'two\n']],
    ['says that it is missing where it went with its container', true, ['one\n', `${restLost}\n`]],
  ])('is left to the next server, which %s', async (_, isGone, messages) => {
    const stop = new AbortController();
    const { rawPath, printed, next, logs } = await printedLogs({}, { stopping: stop.signal });
    appendFileSync(rawPath, raw('one\n'));
    await expect.poll(() => snapshot(logs)).toHaveLength(1);
    const { restore, failed } = failWrites('ENOSPC', Number.POSITIVE_INFINITY, 0);
    appendFileSync(rawPath, raw('two\n'));
    const drained = printed();
    await expect.poll(failed).toBeGreaterThan(1);
    stop.abort();
    await drained;
    restore();
    if (isGone) rmSync(rawPath);
    await next();
    expect(messagesOf(await snapshot(logs))).toEqual(messages);
  });
});
