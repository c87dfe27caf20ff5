import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';
import { askGit } from '../selection/git.ts';

const never = new Set(['.git', 'node_modules']);
const localState = '.upsun/local';

/**
 * Paths of the files to upload, relative to the directory, sorted: what git tracks or would track, as it is in the
 * working tree, submodules included; without a repository, everything but `node_modules` and `.git`.
 * Errors: `source_invalid`, `tool_missing`.
 */
export async function listSourceFiles(directory: string): Promise<readonly string[]> {
  const tracked = await listWithGit(directory);
  if (tracked === null) return listAllFiles(directory);
  const found = await Promise.all(tracked.map((path) => resolveEntry(directory, path)));
  return finish(found.flat());
}

/** Everything in the directory but `node_modules`, `.git` and what belongs to this checkout alone. */
export async function listAllFiles(directory: string): Promise<readonly string[]> {
  return finish(await walk(directory, ''));
}

async function listWithGit(directory: string): Promise<readonly string[] | null> {
  const answer = await askGit(directory, ['ls-files', '-co', '--exclude-standard', '-z']);
  switch (answer.kind) {
    case 'printed':
      return splitNames(answer.output);
    case 'no_repository':
      return null;
    case 'not_installed':
      if ((await kindOf(join(directory, '.git'))) === 'missing') return null;
      // Without git nobody knows what is ignored, and what is ignored may be secret.
      throw new ErrandError('tool_missing', 'The directory is a git repository, and git is not installed.');
    case 'failed':
      throw new ErrandError('source_invalid', answer.message);
  }
}

function splitNames(output: Buffer): readonly string[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(output);
    return text.split('\0').filter((name) => name !== '');
  } catch (error) {
    throw new ErrandError('source_invalid', 'The name of a file is not UTF-8.', { cause: error });
  }
}

/** A directory in git's list is a repository of its own: a submodule, or one that is not tracked. */
async function resolveEntry(directory: string, path: string): Promise<readonly string[]> {
  const kind = await kindOf(join(directory, path));
  if (kind === 'file') return [path];
  if (kind !== 'directory') return [];
  const prefix = path.replace(/\/$/, '');
  const isRepository = (await kindOf(join(directory, prefix, '.git'))) !== 'missing';
  const inner = isRepository ? await listSourceFiles(join(directory, prefix)) : [];
  return inner.map((name) => `${prefix}/${name}`);
}

async function walk(directory: string, prefix: string): Promise<readonly string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry): Promise<readonly string[]> => {
      if (never.has(entry.name)) return Promise.resolve([]);
      if (entry.isDirectory()) return walk(directory, `${prefix}${entry.name}/`);
      return Promise.resolve(entry.isFile() || entry.isSymbolicLink() ? [`${prefix}${entry.name}`] : []);
    }),
  );
  return found.flat();
}

/** A symbolic link is a file here: it travels as a link. Sockets and devices do not travel. */
async function kindOf(path: string): Promise<'file' | 'directory' | 'other' | 'missing'> {
  try {
    const status = await lstat(path);
    if (status.isFile() || status.isSymbolicLink()) return 'file';
    return status.isDirectory() ? 'directory' : 'other';
  } catch {
    return 'missing';
  }
}

function finish(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path) => !path.startsWith(`${localState}/`)).sort();
}
