import { join } from 'node:path';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** The public half of a key that signs no more. Its private half is gone. */
export interface FormerKey {
  readonly kid: string;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
  /** Until when what it signed may be valid. */
  readonly until: Date;
}

interface Written {
  readonly kid: string;
  readonly until: string;
  readonly publicJwk: JWK;
}

function pathIn(directory: string): string {
  return join(directory, 'former-keys.json');
}

/** Former keys whose tokens may still be valid. */
export async function readFormerKeys(directory: string, now: Date): Promise<readonly FormerKey[]> {
  const text = await readPrivateFile(pathIn(directory));
  const written = text === null ? [] : (JSON.parse(text) as readonly Written[]);
  const still = written.filter(({ until }) => new Date(until) > now);
  return Promise.all(
    still.map(async ({ kid, until, publicJwk }) => ({
      kid,
      publicJwk,
      until: new Date(until),
      // Never bytes: an elliptic-curve key comes back as a key.
      publicKey: (await importJWK(publicJwk, 'ES256')) as CryptoKey,
    })),
  );
}

/** Writes them down in place of those that were there, and returns them. */
export async function keepFormerKeys(
  directory: string,
  keys: readonly FormerKey[],
): Promise<readonly FormerKey[]> {
  const written: readonly Written[] = keys.map(({ kid, until, publicJwk }) => ({
    kid,
    until: until.toISOString(),
    publicJwk,
  }));
  await writePrivateFile(pathIn(directory), `${JSON.stringify(written, null, 2)}\n`);
  return keys;
}
