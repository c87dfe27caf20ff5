import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';

/** Path in the project → text. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** The files of a folder, for a deploy of it. */
export async function filesOf(directory: string): Promise<ProjectFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = found.map(
    async (path) => [path.slice(directory.length + 1), await readFile(path, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}

/** A tar archive of a project, as the command line sends one. */
export async function packProject(files: ProjectFiles): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-project-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const archive = join(folder, '.archive.tar');
    await create({ file: archive, cwd: folder, portable: true }, Object.keys(files));
    return await readFile(archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
