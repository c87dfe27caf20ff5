import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { readList } from '../client/documents.ts';
import { activityPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { selectActivity } from '../selection/select-activity.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

interface Options {
  readonly output?: string;
}

interface ArtifactDocument {
  readonly path: string;
  readonly size: number;
  readonly modified_at: string;
}

export function addActivityArtifacts(program: Command): void {
  program
    .command('activity:artifacts')
    .description('List the files that a run left, or download them')
    .argument('[id]', 'the activity (default: the newest)')
    .argument('[path...]', 'only these files')
    .option('--output <dir>', 'download the files into a directory')
    .action(async (id: string | undefined, paths: readonly string[], _options, command: Command) =>
      artifacts(openSession<Options>(command), id, paths),
    );
}

async function artifacts(
  session: Session<Options>,
  id: string | undefined,
  paths: readonly string[],
): Promise<void> {
  const { client, project, environment } = await findProjectPlace(session);
  const activity = await selectActivity(client, { id, project, environment });
  const parent = `${activityPath(project, activity.id)}/artifacts`;
  const files = chosen(readList<ArtifactDocument>(await client.get(parent)), paths);
  const { terminal, json, options } = session;
  if (options.output !== undefined) {
    for (const file of files) await download(client, parent, file.path, options.output);
  }
  if (json) return writeJson(terminal.out, files);
  writeTable(
    terminal.out,
    ['PATH', 'BYTES', 'MODIFIED'],
    files.map(({ path, size, modified_at }) => [path, String(size), modified_at]),
  );
}

function chosen(files: readonly ArtifactDocument[], paths: readonly string[]): readonly ArtifactDocument[] {
  const missing = paths.find((path) => !files.some((file) => file.path === path));
  if (missing === undefined) return files.filter(({ path }) => paths.length === 0 || paths.includes(path));
  const message = `The activity has no file "${missing}" among its results.`;
  throw new ErrandError('artifact_not_found', message, { details: { path: missing } });
}

/** Names come from a container, through a server: none of them may lead out of the directory. */
async function download(client: ApiClient, parent: string, path: string, directory: string): Promise<void> {
  const parts = path.split('/');
  if (
    parts.some((part) => part === '' || part === '.' || part === '..' || (sep !== '/' && part.includes(sep)))
  )
    throw new ErrandError('internal', `The server named a file "${path}", which leads out of the directory.`);
  const target = join(directory, ...parts);
  await mkdir(dirname(target), { recursive: true });
  const { body } = await client.stream(`${parent}/${parts.map(encodeURIComponent).join('/')}`, '*/*');
  const file = createWriteStream(target);
  if (body === null) return void file.end();
  await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), file);
}
