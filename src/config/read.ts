import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { configMissing } from './config-error.ts';
import {
  fileIsLink,
  fileTooLarge,
  configFolder as folder,
  fileRefused as refused,
  tooManyFiles,
} from './file-refusals.ts';
import { limits } from './limits.ts';
import type { ConfigFile } from './source-text.ts';

/**
 * The files `.upsun/*.yaml` and `*.yml` of a project's directory, sorted by name; folders in it are not looked into.
 * Throws `config_missing` when there are none, and `config_invalid` for a file that is larger than 1 MiB, is not
 * UTF-8, or is a link, which could show a file of this machine to whoever may push.
 */
export async function readConfigFiles(directory: string): Promise<ConfigFile[]> {
  const names = await configNames(join(directory, folder));
  if (names.length === 0) throw configMissing();
  if (names.length > limits.files) throw tooManyFiles();
  const files: ConfigFile[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    files.push({ path, text: await readText(join(directory, folder, name), path) });
  }
  return files;
}

async function configNames(path: string): Promise<readonly string[]> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) {
      throw refused(folder, 'unreadable', 'The configuration folder is a link.', 'Make it a folder.');
    }
    const entries = stats.isDirectory() ? await readdir(path, { withFileTypes: true }) : [];
    const files = entries.filter((entry) => /\.ya?ml$/.test(entry.name) && !entry.isDirectory());
    return files.map((entry) => entry.name).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function readText(file: string, path: string): Promise<string> {
  // Neither following a link nor waiting for the other end of a pipe.
  await using handle = await open(
    file,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  ).catch((error: unknown) => {
    if (!hasCode(error, 'ELOOP')) throw error;
    throw fileIsLink(path);
  });
  const stats = await handle.stat();
  if (!stats.isFile()) throw refused(path, 'unreadable', 'It is not a file.', 'Remove it.');
  if (stats.size > limits.fileBytes) throw fileTooLarge(path, stats.size);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refused(path, 'unreadable', 'The file is not UTF-8 text.', 'Save it as UTF-8.');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
