import type { Command } from 'commander';
import type { ActivityDocument } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { writeTable } from '../output/table.ts';
import { listActivities } from '../selection/select-activity.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';
import { parseCount } from './option-values.ts';

interface Options {
  readonly limit: number;
  readonly type?: string;
  readonly state?: string;
}

export function addActivityList(program: Command): void {
  program
    .command('activity:list')
    .description('List what happened in a project, newest first; with --environment, in that one')
    .option('--limit <n>', 'how many at most', parseCount, 10)
    .option('--type <type>', 'only those of a type, such as environment.task')
    .option('--state <state>', 'only those in a state: pending, in_progress, complete or cancelled')
    .action(async (_options, command: Command) => showActivities(openSession<Options>(command)));
}

async function showActivities(session: Session<Options>): Promise<void> {
  const { client, project, environment } = await findProjectPlace(session);
  const { limit, type, state } = session.options;
  const states = state === undefined ? undefined : [state];
  const activities = await listActivities(client, { project, environment, type, states, limit });
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, activities);
  if (activities.length === 0) return err.line('There is no such activity.');
  writeTable(out, ['ID', 'CREATED', 'STATE', 'RESULT', 'ENVIRONMENT', 'WHAT'], activities.map(toRow));
}

function toRow(activity: ActivityDocument): readonly string[] {
  const { id, created_at, state, result, environments = [], text, type } = activity;
  const created = sayInstant(created_at);
  return [id, created, state, result ?? '', environments.join(' '), text ?? type];
}
