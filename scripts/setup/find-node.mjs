import { existsSync } from 'node:fs';
import { join } from 'node:path';

// The first line of releases that runs TypeScript sources as they are and is supported.
const oldestMajor = 24;

/**
 * The Node.js that runs Errand's sources: this one if it is new enough, otherwise the one that npm installed.
 * Returns its path, or null where there is neither.
 */
export function findNode(root) {
  if (Number.parseInt(process.versions.node, 10) >= oldestMajor) return process.execPath;
  const packaged = join(root, 'node_modules', '.bin', 'node');
  return existsSync(packaged) ? packaged : null;
}
