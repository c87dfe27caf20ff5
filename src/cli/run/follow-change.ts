import { readAcceptedActivity } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import type { Place, Session } from '../session.ts';
import { pushExitStatus } from './exit-status.ts';
import { followActivity } from './follow-activity.ts';
import { leaveRunningOnInterrupt } from './leave-running.ts';

/** Follows a change of an environment that was accepted to its end; `--no-wait` prints its activity's id instead. */
export async function followChange(
  session: Session<{ readonly wait?: boolean }>,
  { client, project }: Pick<Place, 'client' | 'project'>,
  answer: unknown,
  done: string,
): Promise<void> {
  const { terminal, json, options } = session;
  const activity = readAcceptedActivity(answer);
  if (options.wait === false) {
    if (json) writeJson(terminal.out, { activity });
    else terminal.out.line(activity.id);
    return;
  }
  const messages = [
    'The change goes on. Ctrl-C again leaves it to itself.',
    `To cancel it: errand activity:cancel ${activity.id} -p ${project}`,
  ];
  const log = json ? terminal.err : terminal.out;
  const following = { project, log, json: false, waitingFor: 'waiting for its turn' };
  const ended = await leaveRunningOnInterrupt(terminal.err, messages, () =>
    followActivity(client, terminal, activity.id, following),
  );
  const { paint } = terminal.err;
  if (json) writeJson(terminal.out, { activity: ended });
  else if (ended.result === 'success') terminal.err.line(`${paint.green('✔')} ${done}`);
  else terminal.err.line(`${paint.red('✘')} It did not work out.`);
  process.exitCode = pushExitStatus(ended);
}
