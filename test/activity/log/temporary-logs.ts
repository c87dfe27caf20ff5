import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import {
  type ActivityLogSettings,
  type ActivityLogs,
  openActivityLogs,
} from '../../../src/activity/log/activity-logs.ts';
import type { ReadOptions } from '../../../src/activity/log/follow-log.ts';
import type { LogItem } from '../../../src/activity/log/log-entry.ts';
import type { KeeperProcess } from '../../../src/activity/log/pump/keeper.ts';
import { LogWriters } from '../../../src/activity/log/pump/log-writers.ts';
import { Pumps, type PumpsSettings } from '../../../src/activity/log/pump/pumps.ts';
import type { SourceTerms } from '../../../src/activity/log/pump/source.ts';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-logs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Logs in a folder of their own, of activities that are not finished. Closed when the test ends. */
export async function temporaryLogs(settings: Partial<ActivityLogSettings> = {}): Promise<ActivityLogs> {
  const directory = await temporaryFolder();
  const writers = new LogWriters({ directory: join(directory, 'checkpoints') });
  const logs = openActivityLogs({
    directory,
    writers,
    isFinished: () => Promise.resolve(false),
    ...settings,
  });
  onTestFinished(() => logs.close());
  return logs;
}

/** A keeper that lives for ever and needs no brake. */
export const thisProcess: KeeperProcess = { pid: 0, startTicks: '', lives: () => false };

export const silent = pino({ level: 'silent' });

export interface PrintedLogs {
  readonly logs: ActivityLogs;
  readonly pumps: Pumps;
  readonly directory: string;
  /** What is written there comes into the log `shop/run`. */
  readonly rawPath: string;
  /** The server after this one, which pumps the rest of what is left. */
  next(): Promise<void>;
  /** Resolves when all of it is there. */
  printed(): Promise<void>;
}

/** Logs, and a program that prints into one of them. */
export async function printedLogs(
  terms: Partial<SourceTerms> = {},
  settings: Partial<PumpsSettings> = {},
): Promise<PrintedLogs> {
  const directory = await temporaryFolder();
  const writers = new LogWriters({ directory: join(directory, 'checkpoints') });
  const logs = await temporaryLogs({ directory: join(directory, 'logs'), writers });
  const outputDirectory = join(directory, 'outputs');
  const pumpsSettings: PumpsSettings = {
    outputDirectory,
    termsDirectory: join(directory, 'terms'),
    guardPath: join(directory, 'output-guard'),
    writers,
    pace: null,
    stopping: new AbortController().signal,
    aheadBytes: 32 * 1024 * 1024,
    mostBytes: 256 * 1024 * 1024,
    log: silent,
    ...settings,
  };
  const pumps = new Pumps(pumpsSettings);
  onTestFinished(() => pumps.close());
  const next = async () => {
    pumps.close();
    const stopping = new AbortController().signal;
    const writersAfter = new LogWriters({ directory: join(directory, 'checkpoints') });
    const after = new Pumps({ ...pumpsSettings, writers: writersAfter, stopping });
    onTestFinished(() => after.close());
    await after.resume(() => null);
  };
  const rawPath = join(outputDirectory, 'container');
  const logPath = logs.path('shop', 'run');
  const begun = pumps.begin(
    { id: 'container', rawPath, logPath, limit: null, hidden: [], ...terms },
    thisProcess,
  );
  return { logs, pumps, directory, rawPath, next, printed: () => begun.drained() };
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
