import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, calculateJwkThumbprint, type JWK } from 'jose';
import { ErrandError } from '../errors/errand-error.ts';
import { type FormerKey, keepFormerKeys, readFormerKeys } from './former-keys.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** JWS name of ECDSA on P-256 with SHA-256: short signatures, and every JWT library has it (RFC 7518 section 3.4). */
export const signingAlgorithm = 'ES256' as const;

/**
 * What access tokens are signed and verified with. It stays the same object when the key in it is replaced, so whoever
 * holds it signs with the present key. The private half cannot be exported.
 */
export interface SigningKey {
  /** Names the present key in the header of what it signs (RFC 7638). */
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly createdAt: Date;
  /** The key that a token was signed with: the present one, or a former one whose tokens may still be valid. */
  find(kid: string | undefined): CryptoKey | null;
  /** Public keys, for `/.well-known/jwks.json`. */
  publicKeys(): readonly JWK[];
  /** The private key once more, for the OAuth server, which wants it in this form. */
  privateJwk(): Promise<JWK>;
  /** Signs with a new key from now on; what the former one signed stays valid for a day. */
  rotate(now?: Date): Promise<void>;
}

interface Pair {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
/** Longer than any token lives, by far. */
const formerLifetimeMs = 86_400_000;

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function described(key: KeyObject): Promise<JWK & { readonly kid: string }> {
  const jwk = key.export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  return { ...jwk, kid, use: 'sig', alg: signingAlgorithm };
}

async function parse(path: string, pem: string): Promise<Pair> {
  try {
    const privateKey = createPrivateKey(pem);
    const publicKey = createPublicKey(privateKey);
    const publicJwk = await described(publicKey);
    return {
      kid: publicJwk.kid,
      privateKey: privateKey.toCryptoKey(algorithm, false, ['sign']),
      publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
      publicJwk,
    };
  } catch (cause) {
    const message = `${path} holds no P-256 key. Delete it to get a new one; sessions then end.`;
    throw new ErrandError('internal', message, { cause });
  }
}

async function loadPair(path: string): Promise<Pair> {
  const kept = await readPrivateFile(path);
  const pem = kept ?? newKey();
  if (kept === null) await writePrivateFile(path, pem);
  return parse(path, pem);
}

/**
 * The server's signing key, kept as `signing-key.pem` in `directory` and made there at first start.
 * Throws `internal` where the file is there but holds no such key: a new one would end every session unasked.
 */
export async function loadSigningKey(directory: string, now: Date = new Date()): Promise<SigningKey> {
  const path = join(directory, 'signing-key.pem');
  let present = await loadPair(path);
  let createdAt = (await stat(path)).mtime;
  let former: readonly FormerKey[] = await readFormerKeys(directory, now);
  return {
    get kid() {
      return present.kid;
    },
    get privateKey() {
      return present.privateKey;
    },
    get publicKey() {
      return present.publicKey;
    },
    get createdAt() {
      return createdAt;
    },
    find(kid) {
      if (kid === undefined || kid === present.kid) return present.publicKey;
      return former.find((key) => key.kid === kid)?.publicKey ?? null;
    },
    publicKeys: () => [present.publicJwk, ...former.map(({ publicJwk }) => publicJwk)],
    privateJwk: async () => described(createPrivateKey((await readPrivateFile(path)) ?? '')),
    async rotate(at = new Date()) {
      const until = new Date(at.getTime() + formerLifetimeMs);
      const still = former.filter((key) => key.until > at && key.kid !== present.kid);
      const { kid, publicKey, publicJwk } = present;
      // In this order: a crash in between leaves a key that is present and former, which does no harm.
      former = await keepFormerKeys(directory, [{ kid, publicKey, publicJwk, until }, ...still]);
      const pem = newKey();
      await writePrivateFile(path, pem);
      present = await parse(path, pem);
      createdAt = at;
    },
  };
}
