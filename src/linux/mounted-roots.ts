import { readdir, readFile, readlink } from 'node:fs/promises';

/** The folders, within their file systems, that any process of the machine has mounted somewhere (proc(5), mountinfo). */
export async function mountedRoots(): Promise<ReadonlySet<string>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = new Set<string>();
  const roots = new Set<string>();
  for (const pid of pids) {
    const namespace = await readlink(`/proc/${pid}/ns/mnt`).catch(() => null);
    if (namespace === null || seen.has(namespace)) continue;
    const text = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => null);
    if (text === null) continue;
    seen.add(namespace);
    for (const line of text.split('\n')) {
      const root = line.split(' ')[3];
      if (root !== undefined && root !== '/') roots.add(`${root}/`);
    }
  }
  return roots;
}
