import type { Command } from 'commander';
import { findHome } from '../connection/home.ts';
import { writeJson } from '../output/json.ts';
import { openSession, type Session } from '../session.ts';

interface Options {
  readonly to: string;
  readonly home?: string;
}

export function addStoreMigrate(program: Command): void {
  program
    .command('store:migrate')
    .description('Move the records of a stopped server to another database')
    .requiredOption('--to <url>', 'an empty PostgreSQL database, postgres://user:password@host/database')
    .option('--home <dir>', 'where the server keeps its state (default: $ERRAND_HOME)')
    .action(async (_options, command: Command) => migrateStore(openSession<Options>(command)));
}

async function migrateStore(session: Session<Options>): Promise<void> {
  const { terminal, options, json, env } = session;
  const { moveStore } = await import('../../composition/move-store.ts');
  const { withoutPassword } = await import('../../composition/store-location.ts');
  const counts = await moveStore({ home: options.home ?? findHome(env), to: options.to }, env);
  if (json) {
    writeJson(terminal.out, Object.fromEntries(counts));
    return;
  }
  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
  terminal.out.line(`Moved ${rows} records in ${counts.size} tables to ${withoutPassword(options.to)}.`);
  terminal.out.line(
    'Start the server with ERRAND_DATABASE_URL, or store.database_url in errand.yaml, set to it.',
  );
}
