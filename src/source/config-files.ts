import {
  configFolder,
  fileIsLink,
  fileRefused,
  fileTooLarge,
  tooManyFiles,
} from '../config/file-refusals.ts';
import { limits } from '../config/limits.ts';
import type { ConfigFile } from '../config/parse.ts';
import { git } from './git.ts';

interface Entry {
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
  readonly isLink: boolean;
}

/** `<mode> <type> <hash> <size>\t<path>` of git-ls-tree(1); none for a folder and a submodule. */
function readEntry(text: string): readonly Entry[] {
  const [, mode, hash, size, path] = /^(\d+) blob (\w+) +(\d+)\t(.*)$/s.exec(text) ?? [];
  if (hash === undefined || path === undefined || !/\.ya?ml$/.test(path)) return [];
  return [{ path, hash, bytes: Number(size), isLink: mode === '120000' }];
}

/** A character has a byte at least, and at most three a UTF-16 unit, in which the limit is. */
const largestTotalBytes = 3 * limits.characters;

function checkSizes(entries: readonly Entry[]): void {
  if (entries.length > limits.files) throw tooManyFiles();
  for (const { path, bytes, isLink } of entries) {
    if (isLink) throw fileIsLink(path);
    if (bytes > limits.fileBytes) throw fileTooLarge(path, bytes);
  }
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) <= largestTotalBytes) return;
  const message = `The files have more than ${limits.characters} characters together.`;
  throw fileRefused(configFolder, 'too_large', message, 'Remove what is not needed.');
}

/** The configuration files of a tree. Nothing is read of what is too large. Error: `config_invalid`. */
export async function readConfigFiles(repository: string, tree: string): Promise<readonly ConfigFile[]> {
  const listed = await git(repository, ['ls-tree', '-z', '--long', tree, `${configFolder}/`]);
  const entries = listed.split('\0').flatMap(readEntry);
  checkSizes(entries);
  const files: ConfigFile[] = [];
  for (const { path, hash } of entries)
    files.push({ path, text: await git(repository, ['cat-file', 'blob', hash]) });
  return files;
}
