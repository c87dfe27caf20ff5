import { isUtf8 } from 'node:buffer';
import { lstat, readdir, rename } from 'node:fs/promises';

/** Of Linux, in bytes. */
const longestName = 255;
const slash = Buffer.from('/');

/**
 * Gives every file and folder below `folder` whose name is not UTF-8 one that is, so that it can be listed, asked for and sent:
 * `caf\xe9.txt` for a name in Latin-1. Where that is taken, a number follows.
 */
export async function makeNamesLegible(folder: string | Buffer): Promise<void> {
  const place = Buffer.from(folder);
  for (const entry of await readdir(place, { withFileTypes: true, encoding: 'buffer' })) {
    const name = isUtf8(entry.name) ? entry.name : await renameLegibly(place, entry.name);
    if (entry.isDirectory()) await makeNamesLegible(Buffer.concat([place, slash, name]));
  }
}

async function renameLegibly(place: Buffer, name: Buffer): Promise<Buffer> {
  const pathOf = (other: Buffer) => Buffer.concat([place, slash, other]);
  for (let count = 1; ; count += 1) {
    const legible = Buffer.from(legibleName(name, count));
    const isTaken = await lstat(pathOf(legible)).catch(() => null);
    if (isTaken !== null) continue;
    await rename(pathOf(name), pathOf(legible));
    return legible;
  }
}

/** Each byte beyond ASCII as `\xNN`, and so the backslash; what has no room is left out. */
function legibleName(name: Buffer, count: number): string {
  const ending = count === 1 ? '' : `~${count}`;
  const escaped = name
    .toString('latin1')
    .replace(/[\\\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
  return escaped.slice(0, longestName - ending.length) + ending;
}
