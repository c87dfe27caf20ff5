import type { Command } from 'commander';
import { followActivity } from '../run/follow-activity.ts';
import { selectActivity } from '../selection/select-activity.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

export function addActivityLog(program: Command): void {
  program
    .command('activity:log')
    .description("Write an activity's log, following it to its end")
    .argument('[id]', 'the activity (default: the newest)')
    .action(async (id: string | undefined, _options, command: Command) => showLog(openSession(command), id));
}

async function showLog(session: Session<unknown>, id: string | undefined): Promise<void> {
  const { client, project, environment } = await findProjectPlace(session);
  const activity = await selectActivity(client, { id, project, environment });
  const { terminal, json } = session;
  await followActivity(client, terminal, activity.id, {
    project,
    log: terminal.out,
    json,
    waitingFor: 'waiting for the log',
  });
}
