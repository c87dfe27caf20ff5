import type { ApiClient } from '../client/api-client.ts';
import type { ActivityDocument } from '../client/documents.ts';
import { pushPhases } from '../log/phases.ts';
import { sayTimings } from '../output/duration.ts';
import type { Terminal } from '../output/terminal.ts';
import { followActivity } from './follow-activity.ts';

interface Following {
  readonly project: string;
  readonly activity: ActivityDocument;
  /** The log then goes to stderr. */
  readonly json: boolean;
  readonly signal?: AbortSignal;
}

/** Follows a push to its end, says how it ended, and returns its activity. */
export async function followPush(
  client: ApiClient,
  terminal: Terminal,
  following: Following,
): Promise<ActivityDocument> {
  const { activity, project, json, signal } = following;
  const { err } = terminal;
  const ended = await followActivity(client, terminal, activity.id, {
    project,
    log: json ? err : terminal.out,
    json: false,
    waitingFor: 'waiting for the build to begin',
    phases: pushPhases(),
    signal,
  });
  const timings = err.paint.dim(sayTimings(ended.timings ?? {}));
  const sentence =
    ended.result === 'success'
      ? `${err.paint.green('✔')} Deployed.`
      : `${err.paint.red('✘')} Not deployed${ended.state === 'cancelled' ? ': it was cancelled' : ''}.`;
  err.line(`${sentence} ${timings}`.trimEnd());
  return ended;
}
