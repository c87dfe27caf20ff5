import type { Command } from 'commander';
import { projectPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { writeTable } from '../output/table.ts';
import { readItems } from '../people/documents.ts';
import { openSession, type Session } from '../session.ts';
import { parseCount } from './option-values.ts';

interface Options {
  readonly limit: number;
  readonly actor?: string;
  readonly operation?: string;
  readonly result?: string;
  readonly since?: string;
  readonly until?: string;
}

interface AuditEntry {
  readonly at: string;
  readonly actor: { readonly name: string } | null;
  readonly address: string | null;
  readonly operation: string;
  readonly target: Readonly<Record<string, string>>;
  readonly result: string;
  readonly count: number;
}

export function addAuditList(program: Command): void {
  program
    .command('audit:list')
    .description('List who changed what and who was denied, newest first; with --project, in that project')
    .option('--limit <n>', 'how many at most, up to 500', parseCount, 50)
    .option('--actor <name>', 'only by this user, application or task')
    .option('--operation <name>', 'only this, such as task:run or sign-in')
    .option('--result <result>', 'only these: done, failed or denied')
    .option('--since <time>', 'only from then on, such as 2026-08-01T10:00:00Z')
    .option('--until <time>', 'only before then')
    .action(async (_options, command: Command) => list(openSession<Options>(command)));
}

async function list(session: Session<Options>): Promise<void> {
  const { limit, actor, operation, result, since, until, project } = session.options;
  const filters = { actor, operation, result, since, until };
  const query = new URLSearchParams({ count: String(limit) });
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) query.set(name, value);
  const parent = project === undefined ? '' : projectPath(project);
  const entries = readItems<AuditEntry>(await (await session.connect()).get(`${parent}/audit?${query}`));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, entries);
  if (entries.length === 0) return err.line('There is no such entry.');
  writeTable(out, ['WHEN', 'WHO', 'FROM', 'RESULT', 'WHAT', 'OF'], entries.map(toRow));
}

function toRow({ at, actor, address, operation, target, result, count }: AuditEntry): readonly string[] {
  const what = count > 1 ? `${operation} (${count} times)` : operation;
  const of = Object.entries(target).map(([name, value]) => `${name}=${value}`);
  return [sayInstant(at), actor?.name ?? '', address ?? '', result, what, of.join(' ')];
}
