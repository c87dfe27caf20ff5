import type { Command } from 'commander';
import { readAcceptedActivity } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { withProgress } from '../output/progress.ts';
import { runExitStatus } from '../run/exit-status.ts';
import { followRun } from '../run/follow-run.ts';
import { findPlace, openSession, type Session } from '../session.ts';
import { addVariable, type Variables } from './task-variables.ts';

interface Options {
  readonly variable?: Variables;
  readonly wait?: boolean;
}

export function addTaskRun(program: Command): void {
  program
    .command('task:run')
    .description("Run a task; its log is written as it comes, and its exit status becomes this command's")
    .argument('<task>', "the task's name")
    .option(
      '--variable <[group:]name=value>',
      'give the run a variable, more than once if need be',
      addVariable,
    )
    .option('--wait', 'follow the run to its end (default)')
    .option('--no-wait', 'return as soon as the run is accepted, and print the id of its activity')
    .action(async (task: string, _options, command: Command) => runTask(openSession<Options>(command), task));
}

async function runTask(session: Session<Options>, task: string): Promise<void> {
  const { terminal, options, json } = session;
  const { client, project, environment } = await findPlace(session);
  const path = `${environmentPath(project, environment)}/tasks/${encodeURIComponent(task)}/run`;
  const activity = await withProgress(terminal.err, `triggering ${task}`, async () =>
    readAcceptedActivity(await client.post(path, { variables: options.variable ?? {} })),
  );
  if (options.wait === false) {
    if (json) return writeJson(terminal.out, activity);
    terminal.out.line(activity.id);
    return terminal.err.line(
      terminal.err.paint.dim(`To follow it: errand activity:log ${activity.id} -p ${project}`),
    );
  }
  const ended = await followRun(client, terminal, { project, activity, json });
  if (json) writeJson(terminal.out, ended);
  process.exitCode = runExitStatus(ended);
}
