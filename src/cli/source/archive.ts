import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';

/** A tar file on disk; disposing of it removes it, and so does the end of the process. */
export interface Archive extends AsyncDisposable {
  readonly path: string;
}

/** Packs files, named relative to the directory, with links as links and executable bits kept. Errors: `source_invalid`. */
export async function packArchive(directory: string, files: readonly string[]): Promise<Archive> {
  const { create } = await import('tar');
  const folder = await mkdtemp(join(tmpdir(), 'errand-source-'));
  const path = join(folder, 'source.tar');
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  const remove = async (): Promise<void> => {
    process.off('exit', removeNow);
    removeNow();
  };
  process.on('exit', removeNow);
  try {
    // The package reads a leading "@" as "the files of that archive".
    const names = files.map((file) => (file.startsWith('@') ? `./${file}` : file));
    await create({ file: path, cwd: directory, portable: true, noDirRecurse: true, strict: true }, names);
  } catch (error) {
    await remove();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ErrandError('source_invalid', `The files cannot be packed: ${reason}`, { cause: error });
  }
  return { path, [Symbol.asyncDispose]: remove };
}
