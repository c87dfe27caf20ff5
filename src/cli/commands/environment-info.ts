import type { Command } from 'commander';
import { type EnvironmentDocument, readDocument } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { findPlace, openSession, type Session } from '../session.ts';

const shown = ['name', 'title', 'type', 'status', 'parent', 'machine_name', 'created_at', 'updated_at'];

export function addEnvironmentInfo(program: Command): void {
  program
    .command('environment:info')
    .description('Show an environment')
    .action(async (_options, command: Command) => show(openSession(command)));
}

async function show(session: Session<unknown>): Promise<void> {
  const { client, project, environment } = await findPlace(session);
  const document = readDocument<EnvironmentDocument>(await client.get(environmentPath(project, environment)));
  const { out } = session.terminal;
  if (session.json) return writeJson(out, document);
  const facts = Object.entries(document).filter(([key]) => shown.includes(key));
  const ordered = facts.toSorted(([one], [other]) => shown.indexOf(one) - shown.indexOf(other));
  writeTable(
    out,
    ['PROPERTY', 'VALUE'],
    ordered.map(([key, value]) => [key, String(value ?? '')]),
  );
}
