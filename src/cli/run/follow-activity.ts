import type { ApiClient } from '../client/api-client.ts';
import { type ActivityDocument, isFinished, readDocument } from '../client/documents.ts';
import { activityPath } from '../client/paths.ts';
import { pause } from '../client/send.ts';
import { followLog } from '../log/follow-log.ts';
import type { PhaseReader } from '../log/phases.ts';
import { createLogPrinter } from '../log/print-log.ts';
import { startProgress } from '../output/progress.ts';
import type { Output, Terminal } from '../output/terminal.ts';

interface Following {
  readonly project: string;
  /** Where the log goes, and as what. */
  readonly log: Output;
  readonly json: boolean;
  /** What to say while nothing has been heard yet. */
  readonly waitingFor: string;
  /** Headings between the lines, for people. */
  readonly phases?: PhaseReader;
  readonly signal?: AbortSignal | undefined;
}

/** Prints an activity's log to its seal and returns the activity as it ended. */
export async function followActivity(
  client: ApiClient,
  terminal: Terminal,
  id: string,
  following: Following,
): Promise<ActivityDocument> {
  const path = activityPath(following.project, id);
  const printer = createLogPrinter(following.log, { json: following.json });
  let progress = startProgress(terminal.err, following.waitingFor);
  const onDrop = (): void => {
    progress.stop();
    progress = startProgress(terminal.err, 'the connection dropped; reconnecting');
  };
  try {
    const { signal } = following;
    for await (const entry of followLog(client, path, { onDrop, signal })) {
      progress.stop();
      const phase = following.phases?.(entry);
      if (phase) terminal.err.line(terminal.err.paint.cyan(`▸ ${phase}`));
      printer.print(entry);
    }
  } finally {
    progress.stop();
    printer.end();
  }
  return awaitEnd(client, path, following.signal);
}

const pauseMilliseconds = 100;
const longestWaitMilliseconds = 30_000;

/** The seal may come a moment before the record is complete. */
async function awaitEnd(client: ApiClient, path: string, signal?: AbortSignal): Promise<ActivityDocument> {
  const until = Date.now() + longestWaitMilliseconds;
  while (true) {
    const activity = readDocument<ActivityDocument>(await client.get(path));
    if (isFinished(activity) || Date.now() > until) return activity;
    await pause(pauseMilliseconds, signal);
  }
}
