import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { environmentPath } from '../client/paths.ts';
import { confirm } from '../output/confirm.ts';
import { followChange } from '../run/follow-change.ts';
import { findPlace, openSession, type Session } from '../session.ts';

interface Options {
  readonly wait?: boolean;
  readonly yes?: boolean;
}

export function addEnvironmentSynchronize(program: Command): void {
  program
    .command('environment:synchronize')
    .description("Bring the parent's code, data or both into an environment")
    .argument('<what...>', 'code, data or both')
    .option('--no-wait', 'print the id of the activity and do not wait for its end')
    .option('-y, --yes', 'do not ask first')
    .action(async (what: readonly string[], _options, command: Command) =>
      synchronize(openSession<Options>(command), what),
    );
}

async function synchronize(session: Session<Options>, what: readonly string[]): Promise<void> {
  const unknown = what.find((part) => part !== 'code' && part !== 'data' && part !== 'both');
  if (unknown !== undefined) throw new ErrandError('usage', `'${unknown}' is not code, data or both`);
  const wants = (part: string) => what.includes(part) || what.includes('both');
  const place = await findPlace(session);
  const { client, project, environment } = place;
  if (wants('data'))
    await confirm(`The data of ${environment} will be replaced by its parent's. Go on?`, session.options.yes);
  const body = { synchronize_code: wants('code'), synchronize_data: wants('data') };
  const answer = await client.post(`${environmentPath(project, environment)}/synchronize`, body);
  await followChange(session, place, answer, 'It is synchronized.');
}
