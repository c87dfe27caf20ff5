import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';
import { SetupProblem } from './setup-problem.mjs';

/**
 * Whether node_modules holds what package-lock.json asks for, judged by the lockfile that npm leaves inside it. Contents
 * are compared, not times, because a checkout touches files that it does not change.
 */
export function npmPackagesAreCurrent(root, { forTests }) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    if (found === undefined) return path === '' || !isRequired(entry, forTests);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** Throws a SetupProblem with npm's output when npm fails. */
export function installNpmPackages(root, { forTests }) {
  console.error('Errand needs its npm packages, as package-lock.json lists them: installing with npm ci…');
  const args = ['ci', '--no-audit', '--no-fund', ...(forTests ? ['--include=dev'] : [])];
  // npm ci replaces node_modules, so npm must not run on the Node.js that lies in there.
  const outside = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(root));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = runQuietly(npm, args, { cwd: root, env: { PATH: outside.join(delimiter) } });
  if (!done.ok) throw new SetupProblem(`${done.output}\n\nnpm ci failed; its output is above.`);
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw new SetupProblem(`${path} cannot be read: ${error.message}`);
  }
}

/** npm leaves out optional packages made for other machines, and development packages where NODE_ENV=production. */
function isRequired({ dev, optional, os, cpu, libc }, forTests) {
  if (dev && !forTests) return false;
  if (!optional) return true;
  // Telling glibc from musl costs more than this whole check.
  if (libc !== undefined || os === undefined || cpu === undefined) return false;
  return os.includes(process.platform) && cpu.includes(process.arch);
}
