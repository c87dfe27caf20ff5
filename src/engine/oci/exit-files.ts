import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** conmon writes the status beside the file, under its name and six more letters, and renames it (g_file_set_contents of GLib). */
const unfinished = /\.\w{6}$/;

function removeWhere(directory: string, isOld: (name: string, id: string) => boolean): void {
  for (const name of readdirSync(directory))
    if (isOld(name, name.replace(unfinished, ''))) rmSync(join(directory, name), { force: true });
}

/** Removes what conmon wrote of a container's end, and what it was killed over. */
export function removeExitFiles(directory: string, container: string): void {
  removeWhere(directory, (name, id) => name === container || id === container);
}

/** Removes what belongs to none of these containers: whoever had to remove it was killed. */
export function sweepExitFiles(directory: string, containers: readonly string[]): void {
  const known = new Set(containers);
  removeWhere(directory, (name, id) => !known.has(name) && !known.has(id));
}
