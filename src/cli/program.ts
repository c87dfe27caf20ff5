import { Command } from 'commander';
import { addActivityCancel } from './commands/activity-cancel.ts';
import { addActivityGet } from './commands/activity-get.ts';
import { addActivityList } from './commands/activity-list.ts';
import { addActivityLog } from './commands/activity-log.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEnvironmentList } from './commands/environment-list.ts';
import { addProjectList } from './commands/project-list.ts';
import { addServe } from './commands/serve.ts';
import { addStart } from './commands/start.ts';
import { addTaskList } from './commands/task-list.ts';
import { addTaskRun } from './commands/task-run.ts';
import { addUp } from './commands/up.ts';
import { readVersion } from './version.ts';

/** The whole command line: options and commands. Errors are thrown, never printed here. */
export function createProgram(): Command {
  const program = new Command('errand')
    .description('Runs tasks: on-demand containers beside your applications, on your own machine.')
    .usage('<command> [options]')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true });
  addGlobalOptions(program);
  program.commandsGroup('Server:');
  addServe(program);
  addStart(program);
  addDoctor(program);
  program.commandsGroup('Projects:');
  addUp(program);
  addProjectList(program);
  addEnvironmentList(program);
  program.commandsGroup('Tasks:');
  addTaskList(program);
  addTaskRun(program);
  program.commandsGroup('Activities:');
  addActivityList(program);
  addActivityGet(program);
  addActivityLog(program);
  addActivityCancel(program);
  return program;
}

function addGlobalOptions(program: Command): void {
  program
    .option('-p, --project <id>', "the project (default: the directory's, or the only one)")
    .option(
      '-e, --environment <name>',
      "the environment (default: the git branch's, or the project's default)",
    )
    .option('--api-url <url>', 'the server (default: $ERRAND_API_URL, or the one on this machine)')
    .option('--token <token>', "an API token (default: $ERRAND_TOKEN, or this machine's)")
    .option('--json', 'write JSON to stdout')
    .option('--no-color', 'write without colours');
}
