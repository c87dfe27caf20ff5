import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';

/** What a server leaves in its home for the command line on the same machine. */
export interface LocalServer {
  readonly apiUrl: string;
  readonly token: string;
}

/** The server whose home this is, or null if none has started there. Errors: `unauthenticated` when the file is another user's. */
export async function readLocalServer(home: string): Promise<LocalServer | null> {
  const path = join(home, 'local.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ErrandError('unauthenticated', `${path} cannot be read (${code ?? 'unknown error'}).`, {
      cause: error,
    });
  }
  return parseLocalServer(text, path);
}

function parseLocalServer(text: string, path: string): LocalServer {
  try {
    const { apiUrl, token } = JSON.parse(text) as Partial<LocalServer>;
    if (typeof apiUrl === 'string' && typeof token === 'string') return { apiUrl, token };
  } catch (error) {
    throw new ErrandError('internal', `${path} is not JSON.`, { cause: error });
  }
  throw new ErrandError('internal', `${path} lacks "apiUrl" or "token".`);
}
