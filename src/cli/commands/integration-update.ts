import type { Command } from 'commander';
import { integrationPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';
import { addTerms, bodyOf, readEntity, type TermsOptions, writeIntegration } from './integration-terms.ts';

export function addIntegrationUpdate(program: Command): void {
  const command = program
    .command('integration:update')
    .description('Change an integration; what is not named stays')
    .argument('<id>', 'the integration')
    .option('--url <url>', 'where to send activities');
  addTerms(command).action(async (id: string, _options, called: Command) =>
    update(openSession<TermsOptions>(called), id),
  );
}

async function update(session: Session<TermsOptions>, id: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const changed = readEntity(await client.patch(integrationPath(project, id), bodyOf(session.options)));
  const { out } = session.terminal;
  if (session.json) return writeJson(out, changed);
  writeIntegration(out, changed);
}
