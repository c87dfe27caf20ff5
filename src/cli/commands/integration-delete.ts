import type { Command } from 'commander';
import { integrationPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

export function addIntegrationDelete(program: Command): void {
  program
    .command('integration:delete')
    .description('Remove an integration, with what is still on its way to it')
    .argument('<id>', 'the integration')
    .action(async (id: string, _options, command: Command) => remove(openSession(command), id));
}

async function remove(session: Session<unknown>, id: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const answer = await client.delete(integrationPath(project, id));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, answer);
  err.line(`${err.paint.green('✔')} ${err.plain(id)} is removed.`);
}
