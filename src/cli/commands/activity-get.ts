import type { Command } from 'commander';
import type { ActivityDocument } from '../client/documents.ts';
import { sayTimings } from '../output/duration.ts';
import { writeJson } from '../output/json.ts';
import { writeFields } from '../output/table.ts';
import { readOutcome, sayOutcome } from '../run/outcome.ts';
import { runDetails } from '../run/run-details.ts';
import { selectActivity } from '../selection/select-activity.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

export function addActivityGet(program: Command): void {
  program
    .command('activity:get')
    .description('Show one activity')
    .argument('<id>', 'the activity')
    .action(async (id: string, _options, command: Command) => showActivity(openSession(command), id));
}

async function showActivity(session: Session<unknown>, id: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const activity = await selectActivity(client, { id, project });
  const { out } = session.terminal;
  if (session.json) return writeJson(out, activity);
  writeFields(out, fieldsOf(activity));
}

function fieldsOf(activity: ActivityDocument): readonly (readonly [string, string])[] {
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['id', activity.id],
    ['what', activity.text],
    ['type', activity.type],
    ['environment', activity.environments?.join(' ')],
    ['state', activity.state],
    ['result', activity.result],
    ['outcome', readOutcome(activity) === null ? null : sayOutcome(activity)],
    [
      'commands',
      activity.commands?.map((command) => `${command.app}: exit status ${command.exit_code}`).join(', '),
    ],
    ...runDetails(activity),
    ['timings', sayTimings(activity.timings ?? {})],
    ['created', activity.created_at],
    ['started', activity.started_at],
    ['completed', activity.completed_at],
  ];
  return fields.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}
