import type { Command } from 'commander';
import { readDocument } from '../client/documents.ts';
import { projectPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeFields } from '../output/table.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

interface Options {
  readonly dryRun?: boolean;
}

interface Amount {
  readonly count: number;
  readonly bytes?: number;
}

interface Pruned {
  readonly activities: Amount;
  readonly logs: Amount;
  readonly artifacts: Amount;
}

export function addActivityPrune(program: Command): void {
  program
    .command('activity:prune')
    .description('Remove now what a project need not keep any more; the server does so every hour')
    .option('--dry-run', 'only say how much would go')
    .action(async (_options, command: Command) => prune(openSession<Options>(command)));
}

async function prune(session: Session<Options>): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const body = { dry_run: session.options.dryRun === true };
  const pruned = readDocument<Pruned>(await client.post(`${projectPath(project)}/retention/prune`, body));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, pruned);
  err.line(body.dry_run ? 'This would be removed:' : 'This was removed:');
  writeFields(out, [
    ['activities', inWords(pruned.activities)],
    ['logs', inWords(pruned.logs)],
    ['artifacts', inWords(pruned.artifacts)],
  ]);
}

const mebibyte = 1024 * 1024;

function inWords({ count, bytes = 0 }: Amount): string {
  return bytes === 0 ? String(count) : `${count} (${(bytes / mebibyte).toFixed(1)} MiB)`;
}
