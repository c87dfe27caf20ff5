import { resolve } from 'node:path';
import type { Command } from 'commander';
import { writeJson } from '../output/json.ts';
import { openSession, type Session } from '../session.ts';

export function addConfigCheck(program: Command): void {
  program
    .command('config:check')
    .description('Check the configuration of a project, all of it at once; needs no server')
    .argument('[dir]', "the project's directory (default: the current one)")
    .action(async (directory: string | undefined, _options, command: Command) =>
      checkConfig(directory, openSession(command)),
    );
}

interface Problem {
  readonly severity: 'error' | 'warning';
}

async function checkConfig(directory: string | undefined, session: Session<unknown>): Promise<void> {
  const { out, err } = session.terminal;
  const { renderProblems } = await import('../../config/render.ts');
  const problems = await problemsOf(resolve(session.directory, directory ?? '.'));
  const count = (severity: Problem['severity']) => problems.filter((one) => one.severity === severity).length;
  const errors = count('error');
  if (session.json) writeJson(out, { valid: errors === 0, problems });
  else {
    if (problems.length > 0) out.line(`${renderProblems(problems, out.paint)}\n`);
    err.line(`${counted(errors, 'error')}, ${counted(count('warning'), 'warning')}`);
  }
  if (errors > 0) process.exitCode = 1;
}

/** What is wrong with the files, also with files that are refused unread. Error: `config_missing`. */
async function problemsOf(directory: string) {
  const { readConfigFiles } = await import('../../config/read.ts');
  const { parseConfig } = await import('../../config/parse.ts');
  const { ConfigInvalid } = await import('../../config/config-error.ts');
  try {
    return parseConfig(await readConfigFiles(directory)).problems;
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.problems;
    throw error;
  }
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
