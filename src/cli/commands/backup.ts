import type { Command } from 'commander';
import { readDocument, readList } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { confirm } from '../output/confirm.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { writeTable } from '../output/table.ts';
import { followChange } from '../run/follow-change.ts';
import { findPlace, openSession, type Session } from '../session.ts';

interface BackupDocument {
  readonly id: string;
  readonly created_at: string | null;
  readonly commit_id: string;
  readonly size_of_volumes: number | null;
}

interface Options {
  readonly wait?: boolean;
  readonly yes?: boolean;
  readonly target?: string;
  readonly branchFrom?: string;
  readonly code?: boolean;
}

const noWait = ['--no-wait', 'print the id of the activity and do not wait for its end'] as const;
const yes = ['-y, --yes', 'do not ask first'] as const;

/** `backup:create`, `backup:list`, `backup:restore` and `backup:delete`. */
export function addBackups(program: Command): void {
  program
    .command('backup:create')
    .description('Back up the data of an environment, as of one moment')
    .option(...noWait)
    .action(async (_options, command: Command) => create(openSession<Options>(command)));
  program
    .command('backup:list')
    .description('List the backups of an environment')
    .action(async (_options, command: Command) => list(openSession<Options>(command)));
  program
    .command('backup:restore')
    .description('Bring data, and code, back to what a backup holds')
    .argument('[id]', 'the backup (default: the newest)')
    .option('--target <name>', 'the environment to bring it to (default: the one that was backed up)')
    .option(
      '--branch-from <name>',
      'the parent of a target that is not there yet (default: the one that was backed up)',
    )
    .option('--no-code', 'leave the code as it is')
    .option(...noWait)
    .option(...yes)
    .action(async (id: string | undefined, _options, command: Command) =>
      restore(openSession<Options>(command), id),
    );
  program
    .command('backup:delete')
    .description('Delete a backup')
    .argument('<id>', 'the backup')
    .option(...noWait)
    .option(...yes)
    .action(async (id: string, _options, command: Command) => remove(openSession<Options>(command), id));
}

async function create(session: Session<Options>): Promise<void> {
  const place = await findPlace(session);
  const answer = await place.client.post(`${environmentPath(place.project, place.environment)}/backup`, {});
  await followChange(session, place, answer, 'The backup is made.');
}

async function list(session: Session<Options>): Promise<void> {
  const { client, project, environment } = await findPlace(session);
  const backups = readList<BackupDocument>(
    await client.get(`${environmentPath(project, environment)}/backups`),
  );
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, backups);
  if (backups.length === 0)
    return err.line(`${environment} has no backup. To make one: errand backup:create`);
  const mebibytes = (bytes: number | null) => (bytes === null ? '' : String(Math.round(bytes / 1024 / 1024)));
  writeTable(
    out,
    ['ID', 'CREATED', 'COMMIT', 'MiB AT MOST'],
    backups.map(({ id, created_at, commit_id, size_of_volumes }) => [
      id,
      sayInstant(created_at),
      commit_id.slice(0, 8),
      mebibytes(size_of_volumes),
    ]),
  );
}

async function restore(session: Session<Options>, named: string | undefined): Promise<void> {
  const place = await findPlace(session);
  const { client, project, environment } = place;
  const path = `${environmentPath(project, environment)}/backups`;
  const id = named ?? readDocument<BackupDocument>(readList(await client.get(path))[0]).id;
  const { target = environment, code = true, branchFrom } = session.options;
  await confirm(
    `The data of ${target} will be replaced by that of backup ${id}. Go on?`,
    session.options.yes,
  );
  const from = branchFrom === undefined ? {} : { branch_from: branchFrom };
  const body = { environment_name: target, restore_code: code, ...from };
  const answer = await client.post(`${path}/${encodeURIComponent(id)}/restore`, body);
  await followChange(session, place, answer, `${target} is as it was in backup ${id}.`);
}

async function remove(session: Session<Options>, id: string): Promise<void> {
  const place = await findPlace(session);
  const { client, project, environment } = place;
  await confirm(`The backup ${id} will be gone. Go on?`, session.options.yes);
  const path = `${environmentPath(project, environment)}/backups/${encodeURIComponent(id)}`;
  await followChange(session, place, await client.delete(path), 'The backup is gone.');
}
