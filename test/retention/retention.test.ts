import { chmodSync, existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openActivityLogs } from '../../src/activity/log/activity-logs.ts';
import { logShelf } from '../../src/activity/log/log-shelf.ts';
import { LogWriters } from '../../src/activity/log/pump/log-writers.ts';
import { folderShelf } from '../../src/retention/folder-shelf.ts';
import type { RetentionLimits } from '../../src/retention/limits.ts';
import { openRetentionRoom } from '../../src/retention/retention-room.ts';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { acceptRun } from '../../src/store/runs/accept-run.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import { messagesOf, type readAll, temporaryFolder } from '../activity/log/temporary-logs.ts';
import { anActivity } from '../api/sample-activity.ts';
import { aRun } from '../store/samples.ts';
import { filledStore } from '../store/temporary-store.ts';

const none = { days: null, count: null, bytes: null };
const day = 86_400_000;

async function openAll(limits: Partial<RetentionLimits>) {
  const store = await filledStore();
  const directory = await temporaryFolder();
  const logs = openActivityLogs({
    directory: join(directory, 'logs'),
    writers: new LogWriters({ directory: join(directory, 'checkpoints') }),
    isFinished: () => Promise.resolve(true),
  });
  onTestFinished(() => logs.close());
  const shelves = {
    log: logShelf(join(directory, 'logs')),
    artifacts: folderShelf(join(directory, 'artifacts')),
  };
  const room = openRetentionRoom(
    store.db,
    { activities: none, logs: none, artifacts: none, ...limits },
    shelves,
  );
  /** A run that ended so many days ago, with a log and files; without days it is under way. */
  const add = async (id: string, daysAgo: number | null) => {
    const createdAt = new Date(Date.now() - (daysAgo ?? 900) * day);
    const end = { state: 'complete', result: 'success', completedAt: createdAt } as const;
    const activity = anActivity({ id, createdAt, ...(daysAgo === null ? { state: 'in_progress' } : end) });
    const outcome = { kind: 'succeeded' } as const;
    const run = aRun({
      id,
      createdAt,
      ...(daysAgo === null ? { state: 'running' } : { state: 'ended', outcome, endedAt: createdAt }),
    });
    await acceptRun(store, { run, activity });
    logs.append('shop', id, `output of ${id}`);
    const files = join(directory, 'artifacts', 'shop', id);
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, 'report.txt'), 'x'.repeat(5000));
  };
  const has = (id: string) => existsSync(join(directory, 'artifacts', 'shop', id));
  return { store, logs, room, add, has, directory };
}

async function logOf(logs: Parameters<typeof readAll>[0], id: string): Promise<string> {
  const items = [];
  for await (const batch of logs.read('shop', id, {})) items.push(...batch);
  return messagesOf(items).join('');
}

describe('retention', () => {
  it('removes old logs, says so in their place and in the activity, and leaves the rest (P10)', async () => {
    const { store, logs, room, add } = await openAll({ logs: { ...none, days: 90 } });
    await add('old', 91);
    await add('young', 89);
    await add('going', null);
    expect(await room.prune('shop', true)).toMatchObject({ logs: { count: 1 } });
    expect(await logOf(logs, 'old')).toBe('output of old\n');
    expect(await room.prune('shop', false)).toMatchObject({ logs: { count: 1 }, activities: 0 });
    expect(await logOf(logs, 'old')).toMatch(
      /^\[errand\] This log was removed at 20\S+Z: it ended more than 90 days ago\.\n$/,
    );
    expect(await logOf(logs, 'young')).toBe('output of young\n');
    expect(await logOf(logs, 'going')).toBe('output of going\n');
    expect((await findActivity(store.db, 'shop', 'old'))?.payload).toMatchObject({
      log_removed: { reason: 'it ended more than 90 days ago' },
    });
    expect(await room.prune('shop', false)).toMatchObject({ logs: { count: 0 } });
  });

  it('keeps the newest so many files, whatever is under way', async () => {
    const { store, room, add, has } = await openAll({ artifacts: { ...none, count: 1 } });
    await add('older', 3);
    await add('newer', 2);
    await add('going', null);
    const { artifacts } = await room.prune('shop', false);
    expect(artifacts.count).toBe(1);
    expect(artifacts.bytes).toBeGreaterThanOrEqual(5000);
    expect([has('older'), has('newer'), has('going')]).toEqual([false, true, true]);
    expect((await findActivity(store.db, 'shop', 'older'))?.payload).toHaveProperty('artifacts_removed');
  });

  it('forgets activities with runs, logs and files, never one that is under way, and counts them', async () => {
    const { store, room, add, has, directory } = await openAll({
      activities: { ...none, days: 365, count: 2 },
    });
    await add('ancient', 400);
    for (const [id, days] of [
      ['a', 4],
      ['b', 3],
      ['c', 2],
    ] as const)
      await add(id, days);
    await add('going', null);
    expect(await room.prune('shop', true)).toMatchObject({ activities: 2 });
    expect(await room.prune('shop', false)).toMatchObject({ activities: 2 });
    for (const id of ['ancient', 'a']) {
      expect(await findActivity(store.db, 'shop', id)).toBeNull();
      expect(await findRun(store.db, id)).toBeNull();
      expect(has(id)).toBe(false);
      expect(existsSync(join(directory, 'logs', 'shop', `${id}.log`))).toBe(false);
    }
    for (const id of ['b', 'c', 'going']) expect(await findActivity(store.db, 'shop', id)).not.toBeNull();
    expect(await room.view('shop')).toMatchObject({ removedActivities: 2, removedAt: expect.any(Date) });
  });

  it('forgets thousands in small steps', async () => {
    const { store, room } = await openAll({ activities: { ...none, days: 1 } });
    const createdAt = new Date(Date.now() - 2 * day);
    for (let n = 0; n < 350; n++) {
      const end = { state: 'cancelled', createdAt, completedAt: createdAt } as const;
      await insertActivity(store.db, anActivity({ id: `run-${n}`, ...end }));
    }
    let turns = 0;
    let over = false;
    const count = () => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    count();
    expect(await room.prune('shop', false)).toMatchObject({ activities: 350 });
    over = true;
    expect(turns).toBeGreaterThan(3);
  });

  it('removes what a crash left of activities that were forgotten', async () => {
    const { room, add, directory } = await openAll({});
    await add('known', 1);
    for (const [name, minutes] of [
      ['lost', 90],
      ['fresh', 1],
    ] as const) {
      const path = join(directory, 'logs', 'shop', `${name}.log`);
      writeFileSync(path, '');
      const then = Date.now() / 1000 - minutes * 60;
      utimesSync(path, then, then);
    }
    await room.prune('shop', false);
    const exists = (id: string) => existsSync(join(directory, 'logs', 'shop', `${id}.log`));
    expect(['lost', 'fresh', 'known'].map(exists)).toEqual([false, true, true]);
  });

  it('goes by what a project chose, where it chose', async () => {
    const { room, add } = await openAll({ logs: { days: 10, count: null, bytes: null } });
    await add('old', 20);
    await room.choose('shop', { logs: { days: 30 } });
    expect(await room.prune('shop', true)).toMatchObject({ logs: { count: 0 } });
    await room.choose('shop', { logs: { days: null } });
    expect((await room.view('shop')).limits.logs.days).toBeNull();
    await room.choose('shop', {});
    expect(await room.prune('shop', true)).toMatchObject({ logs: { count: 1 } });
  });

  it('tells a notice from a log by its mode alone', async () => {
    const { room, add, directory } = await openAll({ logs: { ...none, days: 1 } });
    await add('old', 2);
    const path = join(directory, 'logs', 'shop', 'old.log');
    await room.prune('shop', false);
    expect(statSync(path).mode & 0o777).toBe(0o400);
    chmodSync(path, 0o600);
    expect(await room.prune('shop', true)).toMatchObject({ logs: { count: 1 } });
  });
});
