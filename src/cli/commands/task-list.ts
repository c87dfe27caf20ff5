import type { Command } from 'commander';
import { readList, type TaskDocument } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { sayDuration } from '../output/duration.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { findPlace, openSession, type Session } from '../session.ts';

export function addTaskList(program: Command): void {
  program
    .command('task:list')
    .description('List the tasks of an environment')
    .action(async (_options, command: Command) => listTasks(openSession(command)));
}

async function listTasks(session: Session<unknown>): Promise<void> {
  const { client, project, environment } = await findPlace(session);
  const tasks = readList<TaskDocument>(await client.get(`${environmentPath(project, environment)}/tasks`));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, tasks);
  if (tasks.length === 0) return err.line(`The environment ${environment} of ${project} has no task.`);
  const rows = tasks.map(({ name, type = '', run }) => [
    name,
    type,
    run?.command ?? '',
    run?.timeout === undefined ? '' : sayDuration(run.timeout),
  ]);
  writeTable(out, ['NAME', 'TYPE', 'COMMAND', 'TIMEOUT'], rows);
}
