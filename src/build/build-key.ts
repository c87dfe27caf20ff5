import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from '../identity/private-file.ts';

const keyBytes = 32;

/** The key that names of slugs are made with, made at the first start. Without it, a server builds everything once more. */
export async function buildKey(directory: string): Promise<Uint8Array> {
  const path = join(directory, 'slug-names.key');
  const known = await readPrivateFile(path);
  if (known !== null) return Buffer.from(known, 'base64');
  const key = randomBytes(keyBytes);
  await writePrivateFile(path, key.toString('base64'));
  return key;
}
