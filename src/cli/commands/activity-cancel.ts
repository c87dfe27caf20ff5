import type { Command } from 'commander';
import { activityPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { selectActivity } from '../selection/select-activity.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

export function addActivityCancel(program: Command): void {
  program
    .command('activity:cancel')
    .description('Ask an activity to end')
    .argument('[id]', 'the activity (default: the newest that is under way)')
    .action(async (id: string | undefined, _options, command: Command) => cancel(openSession(command), id));
}

async function cancel(session: Session<unknown>, id: string | undefined): Promise<void> {
  const { client, project, environment } = await findProjectPlace(session);
  const states = ['in_progress', 'pending'];
  const activity = await selectActivity(client, { id, project, environment, states });
  const answer = await client.post(`${activityPath(project, activity.id)}/cancel`, {});
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, answer);
  err.line(
    `${err.paint.green('✔')} ${activity.id} was asked to end (${err.plain(activity.text ?? activity.type)}).`,
  );
}
