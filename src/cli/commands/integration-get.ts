import type { Command } from 'commander';
import { type IntegrationDocument, readDocument } from '../client/documents.ts';
import { integrationPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';
import { writeIntegration } from './integration-terms.ts';

export function addIntegrationGet(program: Command): void {
  program
    .command('integration:get')
    .description('Show an integration')
    .argument('<id>', 'the integration')
    .action(async (id: string, _options, command: Command) => show(openSession(command), id));
}

async function show(session: Session<unknown>, id: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const found = readDocument<IntegrationDocument>(await client.get(integrationPath(project, id)));
  const { out } = session.terminal;
  if (session.json) return writeJson(out, found);
  writeIntegration(out, found);
}
