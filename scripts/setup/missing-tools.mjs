import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * A program or file of the system that Errand needs, as tools.json lists them. `errand doctor` reads the same list.
 *
 * @typedef {object} Tool
 * @property {string} name what people call it
 * @property {string} does why Errand needs it; completes "conmon, which …"
 * @property {'server' | 'test'} neededFor
 * @property {string[]} [programs] there if one of these is an executable on the path
 * @property {string[]} [files] there if one of these absolute paths exists
 * @property {Record<string, string>} packages package manager → package; a manager that lacks it is left out
 */

// Not on the path of an unprivileged user on Debian, and nft and ip live there.
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** @returns {Tool[]} those of tools.json that are not here; the ones for tests only if asked. */
export function findMissingTools({ forTests }) {
  const tools = JSON.parse(readFileSync(new URL('./tools.json', import.meta.url), 'utf8'));
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...systemFolders];
  return tools.filter((tool) => (forTests || tool.neededFor === 'server') && !isHere(tool, folders));
}

function isHere({ programs = [], files = [] }, folders) {
  return (
    files.some((file) => existsSync(file)) ||
    programs.some((program) => folders.some((folder) => isExecutable(join(folder, program))))
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
