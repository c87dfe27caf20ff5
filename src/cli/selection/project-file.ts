import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';

/** Says which project a directory belongs to: `id: …`. Local to one checkout, and never uploaded. */
export const projectFile = join('.upsun', 'local', 'project.yaml');

/** The id in the directory's own project file, or null. Errors: `usage` when the file has no id. */
export async function readProjectFile(directory: string): Promise<string | null> {
  const path = join(directory, projectFile);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  const { parse } = await import('yaml');
  const parsed: unknown = parse(text);
  const id = typeof parsed === 'object' && parsed !== null && 'id' in parsed ? parsed.id : null;
  if (typeof id === 'string' && id !== '') return id;
  throw new ErrandError('usage', `${path} does not say which project it is: it needs a line "id: …".`);
}

/** Looks in a directory and those above it. */
export async function findProjectFile(directory: string): Promise<string | null> {
  const id = await readProjectFile(directory);
  const parent = dirname(directory);
  return id !== null || parent === directory ? id : findProjectFile(parent);
}

/** Writes the file, and beside it a `.gitignore` so that it stays out of the repository. */
export async function writeProjectFile(directory: string, id: string): Promise<void> {
  const path = join(directory, projectFile);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(join(dirname(path), '.gitignore'), '*\n');
  await writeFile(path, `id: ${JSON.stringify(id)}\n`);
}
