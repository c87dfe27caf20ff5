import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { CryptoKey } from 'jose';
import { ErrandError } from '../errors/errand-error.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** JWS name of ECDSA on P-256 with SHA-256: short signatures, and every JWT library has it (RFC 7518 section 3.4). */
export const signingAlgorithm = 'ES256';

/** What access tokens are signed and verified with. The private half cannot be exported. */
export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function parse(pem: string): SigningKey {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const privateKey = createPrivateKey(pem);
  return {
    privateKey: privateKey.toCryptoKey(algorithm, false, ['sign']),
    publicKey: createPublicKey(privateKey).toCryptoKey(algorithm, true, ['verify']),
  };
}

/**
 * The server's signing key, kept as `signing-key.pem` in `directory` and made there at first start.
 * Throws `internal` where the file is there but holds no such key: a new one would end every session unasked.
 */
export async function loadSigningKey(directory: string): Promise<SigningKey> {
  const path = join(directory, 'signing-key.pem');
  const kept = await readPrivateFile(path);
  const pem = kept ?? newKey();
  if (kept === null) await writePrivateFile(path, pem);
  try {
    return parse(pem);
  } catch (cause) {
    throw new ErrandError(
      'internal',
      `${path} holds no P-256 key. Delete it to get a new one; sessions then end.`,
      {
        cause,
      },
    );
  }
}
