import type { ApiClient } from '../client/api-client.ts';
import type { ActivityDocument } from '../client/documents.ts';
import { runPhases } from '../log/phases.ts';
import { sayTimings } from '../output/duration.ts';
import type { Terminal } from '../output/terminal.ts';
import { followActivity } from './follow-activity.ts';
import { leaveRunningOnInterrupt } from './leave-running.ts';
import { sayOutcome } from './outcome.ts';

interface Following {
  readonly project: string;
  readonly activity: ActivityDocument;
  /** The log then goes to stderr: stdout is for the one document at the end. */
  readonly json: boolean;
}

/** Follows a run to its end, says how it ended, and returns its activity. A Ctrl-C does not end the run. */
export async function followRun(
  client: ApiClient,
  terminal: Terminal,
  following: Following,
): Promise<ActivityDocument> {
  const { activity, project } = following;
  const messages = [
    'The run goes on. Ctrl-C again leaves it to itself.',
    `To cancel it: errand activity:cancel ${activity.id} -p ${project}`,
  ];
  return leaveRunningOnInterrupt(terminal.err, messages, () => followRunToEnd(client, terminal, following));
}

/** As `followRun`, for a caller who has a meaning of its own for Ctrl-C. */
export async function followRunToEnd(
  client: ApiClient,
  terminal: Terminal,
  following: Following & { readonly signal?: AbortSignal },
): Promise<ActivityDocument> {
  const { activity, project, json, signal } = following;
  const isQueued = activity.state === 'pending';
  const { err } = terminal;
  err.line(err.paint.cyan(`▸ ${isQueued ? 'queued' : 'starting'}`));
  const ended = await followActivity(client, terminal, activity.id, {
    project,
    log: json ? err : terminal.out,
    json: false,
    waitingFor: isQueued ? 'waiting for a slot' : 'starting',
    phases: runPhases(isQueued ? 'queued' : 'starting'),
    signal,
  });
  const mark = ended.result === 'success' ? err.paint.green('✔') : err.paint.red('✘');
  const timings = sayTimings(ended.timings ?? {});
  err.line(`${mark} The run ${err.plain(sayOutcome(ended))}. ${err.paint.dim(timings)}`.trimEnd());
  return ended;
}
