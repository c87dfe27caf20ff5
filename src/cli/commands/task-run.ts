import type { Command } from 'commander';
import { readAcceptedActivity, readWarnings } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { withProgress } from '../output/progress.ts';
import { runExitStatus } from '../run/exit-status.ts';
import { followRun } from '../run/follow-run.ts';
import { findPlace, openSession, type Session } from '../session.ts';
import { parseCount } from './option-values.ts';
import { addSensitiveVariable, addVariable } from './task-variables.ts';
import {
  addWord,
  parsePriority,
  parseSeconds,
  type TriggerOptions,
  triggerBody,
  triggerHeaders,
} from './trigger-options.ts';

interface Options extends TriggerOptions {
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
    .option(
      '--sensitive-variable <[group:]name[=value]>',
      'the same for a secret: sealed, never shown, masked in the log; without a value that of the environment variable of that name, which no list of processes shows',
      addSensitiveVariable,
    )
    .option(
      '--timeout <seconds>',
      "end the run after so long (default: the task's own timeout)",
      parseSeconds,
    )
    .option('--priority <n>', 'begin before waiting runs of a lower one, from -100 to 100', parsePriority)
    .option('--retries <n>', 'try again up to so many times where an attempt fails', parseCount)
    .option(
      '--retry-after <seconds>',
      'pause before the first retry; each further one is twice as long',
      parseSeconds,
    )
    .option('--delay <seconds>', 'begin no earlier than so long from now', parseSeconds)
    .option('--expires <seconds>', 'give up where the run has not begun by then', parseSeconds)
    .option('--arg <word>', "append a word to the task's command, more than once if need be", addWord)
    .option(
      '--payload <file>',
      'give the run a JSON file, whose place ERRAND_PAYLOAD_FILE names; - for stdin',
    )
    .option('--on-limit <what>', 'where it cannot begin at once: queue (default) or reject')
    .option('--idempotency-key <key>', 'make it safe to repeat: the same key gives the same run for 24 hours')
    .option('--wait', 'follow the run to its end (default)')
    .option('--no-wait', 'return as soon as the run is accepted, and print the id of its activity')
    .action(async (task: string, _options, command: Command) => runTask(openSession<Options>(command), task));
}

async function runTask(session: Session<Options>, task: string): Promise<void> {
  const { terminal, options, json } = session;
  const { client, project, environment } = await findPlace(session);
  const path = `${environmentPath(project, environment)}/tasks/${encodeURIComponent(task)}/run`;
  const body = await triggerBody(options);
  const headers = triggerHeaders(options);
  const answer = await withProgress(terminal.err, `triggering ${task}`, () =>
    client.post(path, body, headers),
  );
  const activity = readAcceptedActivity(answer);
  for (const warning of readWarnings(answer))
    terminal.err.line(terminal.err.paint.yellow(`Warning: ${warning}`));
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
