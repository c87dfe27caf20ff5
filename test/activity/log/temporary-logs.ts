import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type ActivityLogSettings,
  type ActivityLogs,
  openActivityLogs,
} from '../../../src/activity/log/activity-logs.ts';
import type { ReadOptions } from '../../../src/activity/log/follow-log.ts';
import type { LogItem } from '../../../src/activity/log/log-entry.ts';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-logs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Logs in a folder of their own, of activities that are not finished. Closed when the test ends. */
export async function temporaryLogs(settings: Partial<ActivityLogSettings> = {}): Promise<ActivityLogs> {
  const directory = await temporaryFolder();
  const logs = openActivityLogs({ directory, isFinished: () => Promise.resolve(false), ...settings });
  onTestFinished(() => logs.close());
  return logs;
}

/** Everything that a read of the log `shop/run` gives. */
export async function readAll(logs: ActivityLogs, options: ReadOptions = {}): Promise<LogItem[]> {
  const items: LogItem[] = [];
  for await (const batch of logs.read('shop', 'run', options)) items.push(...batch);
  return items;
}

/** What there is now. */
export function snapshot(logs: ActivityLogs, options: ReadOptions = {}): Promise<LogItem[]> {
  return readAll(logs, { maxDelaySeconds: 0, ...options });
}

export function messagesOf(items: readonly LogItem[]): string[] {
  return items.flatMap((item) => ('message' in item ? [item.message] : []));
}
