import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** What cookies and forms of the sign-in pages are signed with; made at the first start. */
export async function loadCookieKey(directory: string): Promise<string> {
  const path = join(directory, 'cookie-key');
  const kept = await readPrivateFile(path);
  if (kept !== null && kept.trim().length >= 32) return kept.trim();
  const made = randomBytes(32).toString('base64url');
  await writePrivateFile(path, `${made}\n`);
  return made;
}
