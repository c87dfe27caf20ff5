import { appendFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openActivityLogs } from '../../../src/activity/log/activity-logs.ts';
import { LogWriters } from '../../../src/activity/log/pump/log-writers.ts';
import { messagesOf, readAll, snapshot, temporaryFolder, temporaryLogs } from './temporary-logs.ts';

const time = '2026-08-01T10:00:00.000001+00:00';

describe('an activity log', () => {
  it('is a file in the folder of its project', async () => {
    const directory = await temporaryFolder();
    const writers = new LogWriters({ directory: join(directory, 'checkpoints') });
    const logs = openActivityLogs({ directory, writers, isFinished: () => Promise.resolve(false) });
    const path = logs.path('shop', 'run');
    expect(path).toBe(`${directory}/shop/run.log`);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('has no name that leads out of its folder', async () => {
    const logs = await temporaryLogs();
    for (const name of ['..', '.', '', 'a/b', '../x']) {
      expect(() => logs.path('shop', name)).toThrow('cannot name a log');
      expect(() => logs.text(name, 'run', 10)).toThrow('cannot name a log');
    }
  });

  it('gives its entries and, once finished, the seal', async () => {
    const logs = await temporaryLogs({ isFinished: () => Promise.resolve(true) });
    logs.append('shop', 'run', 'one\ntwo');
    logs.append('shop', 'run', 'three', 'stderr');
    logs.seal('shop', 'run');
    expect(await readAll(logs)).toEqual([
      { id: 0, timestamp: expect.any(String), message: 'one\n', stream: 'stdout' },
      { id: 1, timestamp: expect.any(String), message: 'two\n', stream: 'stdout' },
      { id: 2, timestamp: expect.any(String), message: 'three\n', stream: 'stderr' },
      { id: 3, seal: true },
    ]);
  });

  it('that is missing is an empty one', async () => {
    expect(await snapshot(await temporaryLogs())).toEqual([]);
    const finished = await temporaryLogs({ isFinished: () => Promise.resolve(true) });
    expect(await readAll(finished)).toEqual([{ id: 0, seal: true }]);
  });

  it('is read from any place on, in portions', async () => {
    const logs = await temporaryLogs({ isFinished: () => Promise.resolve(true) });
    logs.append('shop', 'run', 'a\nb\nc\nd');
    logs.seal('shop', 'run');
    expect(messagesOf(await readAll(logs, { startAt: 1, maxItems: 2 }))).toEqual(['b\n', 'c\n']);
    expect(await readAll(logs, { startAt: 3 })).toMatchObject([
      { id: 3, message: 'd\n' },
      { id: 4, seal: true },
    ]);
    expect(await readAll(logs, { startAt: 3, maxItems: 1 })).toMatchObject([{ id: 3 }]);
    expect(await readAll(logs, { startAt: 4, maxItems: 1 })).toEqual([{ id: 4, seal: true }]);
    expect(await readAll(logs, { startAt: 99 })).toEqual([{ id: 4, seal: true }]);
  });

  it('keeps its positions when it is long', async () => {
    const logs = await temporaryLogs();
    const count = 30_000;
    logs.append('shop', 'run', Array.from({ length: count }, (_, i) => `line ${i}`).join('\n'));
    for (const startAt of [0, 1, 4_321, 15_000, count - 1]) {
      const [first] = await snapshot(logs, { startAt, maxItems: 1 });
      expect(first).toMatchObject({ id: startAt, message: `line ${startAt}\n` });
    }
    expect(await snapshot(logs)).toHaveLength(count);
    expect(await snapshot(logs, { startAt: count })).toEqual([]);
  });

  it('P19: takes a line of 10 MB in bounded pieces', async () => {
    const logs = await temporaryLogs();
    const line = `${'äöü€'.repeat(1_000_000)}end`;
    logs.append('shop', 'run', line);
    logs.append('shop', 'run', 'after');
    const messages = messagesOf(await snapshot(logs));
    expect(Math.max(...messages.map(({ length }) => length))).toBeLessThanOrEqual(8193);
    expect(messages.join('') === `${line}\nafter\n`).toBe(true);
  });

  it('gives a torn last line only when nothing more can come', async () => {
    const logs = await temporaryLogs();
    logs.append('shop', 'run', 'one');
    appendFileSync(logs.path('shop', 'run'), `${time} stderr F tw`);
    expect(messagesOf(await snapshot(logs))).toEqual(['one\n']);
    logs.seal('shop', 'run');
    const directory = dirname(dirname(logs.path('shop', 'run')));
    const finished = openActivityLogs({
      directory,
      writers: new LogWriters({ directory: join(directory, 'checkpoints') }),
      isFinished: () => Promise.resolve(true),
    });
    expect(await readAll(finished)).toMatchObject([
      { id: 0 },
      { id: 1, message: 'tw' },
      { id: 2, seal: true },
    ]);
  });

  it('is not over while the server has lines to add, whatever the store says', async () => {
    const logs = await temporaryLogs({ isFinished: () => Promise.resolve(true) });
    logs.append('shop', 'run', 'one');
    expect(messagesOf(await snapshot(logs))).toEqual(['one\n']);
    expect(await snapshot(logs)).toHaveLength(1);
    logs.append('shop', 'run', 'last');
    logs.seal('shop', 'run');
    expect(await snapshot(logs)).toMatchObject([
      { id: 0 },
      { id: 1, message: 'last\n' },
      { id: 2, seal: true },
    ]);
  });

  it('may lose its file under a reader without harm', async () => {
    const logs = await temporaryLogs();
    logs.append('shop', 'run', 'one');
    const reading = readAll(logs);
    await new Promise((resolve) => setTimeout(resolve, 20));
    rmSync(logs.path('shop', 'run'));
    logs.seal('shop', 'run');
    expect(await reading).toMatchObject([{ id: 0 }, { id: 1, seal: true }]);
  });
});
