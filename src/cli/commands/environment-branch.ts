import type { Command } from 'commander';
import { environmentPath } from '../client/paths.ts';
import { followChange } from '../run/follow-change.ts';
import { findPlace, openSession, type Session } from '../session.ts';
import { parseChoice } from './option-values.ts';

interface Options {
  readonly title?: string;
  readonly type: string;
  readonly cloneParent: boolean;
  readonly wait?: boolean;
}

export function addEnvironmentBranch(program: Command): void {
  program
    .command('environment:branch')
    .description('Make an environment with the code and data of another one (--environment, the parent)')
    .argument('<name>', 'of the new branch and its environment')
    .option('--title <text>', 'a title (default: the name)')
    .option('--type <type>', 'development or staging', parseChoice('development', 'staging'), 'development')
    .option('--no-clone-parent', 'begin without data')
    .option('--no-wait', 'print the id of the activity and do not wait for its end')
    .action(async (name: string, _options, command: Command) => branch(openSession<Options>(command), name));
}

async function branch(session: Session<Options>, name: string): Promise<void> {
  const place = await findPlace(session);
  const { client, project, environment } = place;
  const { title = name, type, cloneParent } = session.options;
  const body = { name, title, type, clone_parent: cloneParent };
  const answer = await client.post(`${environmentPath(project, environment)}/branch`, body);
  await followChange(session, place, answer, `The environment ${name} is there.`);
}
