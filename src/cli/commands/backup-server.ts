import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { type ApiClient, createApiClient } from '../client/api-client.ts';
import { findHome } from '../connection/home.ts';
import { readLocalServer } from '../connection/local-server.ts';
import { writeJson } from '../output/json.ts';
import { openSession, type Session } from '../session.ts';

interface BackUpOptions {
  readonly to: string;
  readonly home?: string;
}

interface RestoreOptions {
  readonly from: string;
  readonly home?: string;
}

export function addServerBackups(program: Command): void {
  program
    .command('backup:server')
    .description('Back up the server of this machine, running or stopped, into one file')
    .requiredOption(
      '--to <file>',
      'a new file; its ending says how it is compressed (.tar, .tar.gz, .tar.zst)',
    )
    .option('--home <dir>', 'where the server keeps its state (default: $ERRAND_HOME)')
    .action(async (_options, command: Command) => backUp(openSession<BackUpOptions>(command)));
  program
    .command('backup:server-restore')
    .description('Make a server again from a file of backup:server')
    .requiredOption('--from <file>', 'what backup:server wrote')
    .option('--home <dir>', 'the new state folder, which must not be there yet (default: $ERRAND_HOME)')
    .action(async (_options, command: Command) => restore(openSession<RestoreOptions>(command)));
}

/** The server that has the home, whichever other one is signed in to. */
async function clientOf(home: string): Promise<ApiClient> {
  const local = await readLocalServer(home);
  if (local === null)
    throw new ErrandError('server_unreachable', `The server of ${home} is starting, and has no address yet.`);
  return createApiClient({ apiUrl: local.apiUrl, authUrl: local.apiUrl, apiToken: local.token });
}

const rowsIn = (records: Readonly<Record<string, number>>) =>
  Object.values(records).reduce((sum, count) => sum + count, 0);

async function backUp({ terminal, options, json, env }: Session<BackUpOptions>): Promise<void> {
  const { backUpStopped, serverRuns } = await import('../../composition/server-backup/stopped.ts');
  const { backUpRunning } = await import('../../composition/server-backup/with-server.ts');
  const wanted = { home: options.home ?? findHome(env), to: options.to };
  const backup = (await serverRuns(wanted.home, env))
    ? await backUpRunning(wanted, await clientOf(wanted.home))
    : await backUpStopped(wanted, env);
  if (json) return writeJson(terminal.out, backup);
  const mebibytes = Math.ceil(backup.bytes / 1024 / 1024);
  terminal.out.line(
    `Backed up ${backup.home}: ${rowsIn(backup.records)} records, ${mebibytes} MiB, in ${backup.path}.`,
  );
  terminal.out.line('It holds the keys of the server: whoever has it can read every secret.');
  if (env.ERRAND_SECRET_KEY !== undefined)
    terminal.out.line('ERRAND_SECRET_KEY is not in it: keep that key as well.');
}

async function restore({ terminal, options, json, env }: Session<RestoreOptions>): Promise<void> {
  const { restoreServer } = await import('../../composition/server-backup/restore.ts');
  const home = options.home ?? findHome(env);
  const manifest = await restoreServer({ home, from: options.from }, env);
  if (json) return writeJson(terminal.out, { ...manifest, restored: home });
  terminal.out.line(`Restored ${rowsIn(manifest.records)} records and ${home}, as of ${manifest.createdAt}.`);
  terminal.out.line('Start the server as before; environments come up as they were deployed.');
}
