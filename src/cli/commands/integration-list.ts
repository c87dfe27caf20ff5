import type { Command } from 'commander';
import { type IntegrationDocument, readList } from '../client/documents.ts';
import { projectPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

export function addIntegrationList(program: Command): void {
  program
    .command('integration:list')
    .description('List the integrations of a project')
    .action(async (_options, command: Command) => list(openSession(command)));
}

async function list(session: Session<unknown>): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const found = readList<IntegrationDocument>(await client.get(`${projectPath(project)}/integrations`));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, found);
  if (found.length === 0) return err.line(`The project ${err.plain(project)} has no integration.`);
  const rows = found.map(({ id, type, url = '', events = [], states = [] }) => [
    id,
    type,
    url,
    events.join(' '),
    states.join(' '),
  ]);
  writeTable(out, ['ID', 'TYPE', 'URL', 'EVENTS', 'STATES'], rows);
}
