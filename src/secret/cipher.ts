import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ErrandError } from '../errors/errand-error.ts';
import { Secret } from './secret.ts';
import type { SecretKey } from './secret-key.ts';

/**
 * A secret as the store keeps it: `v1.<key id>.<base64url of nonce, ciphertext and tag>`. Nothing can be read from it but its
 * length, so it may be printed.
 */
export type Sealed = string;

const algorithm = 'aes-256-gcm';
const version = 'v1';
/** NIST SP 800-38D: 96 random bits, good for 2^32 values under one key. */
const nonceBytes = 12;
const tagBytes = 16;

/** Seals and opens secrets. Keys change under it when they are rotated. */
export interface Cipher {
  /** Id of the key that seals from now on. */
  readonly keyId: string;
  /** `place` says where the value is kept; opened anywhere else, it is taken for forged. */
  seal(secret: Secret, place: string): Sealed;
  /** Error: `secret_unreadable`. */
  open(sealed: Sealed, place: string): Secret;
  /** Seals with the first key from now on, and opens what any of them sealed. */
  use(keys: readonly [SecretKey, ...SecretKey[]]): void;
}

/** Id of the key that a value was sealed with; null for a text that is not sealed. */
export function keyIdOf(sealed: Sealed): string | null {
  return /^v1\.([0-9a-f]{8})\.[\w-]+$/.exec(sealed)?.[1] ?? null;
}

/** What the sealed texts of a key begin with. */
export const sealedPrefix = (keyId: string) => `${version}.${keyId}.`;

export function createCipher(keys: readonly [SecretKey, ...SecretKey[]]): Cipher {
  return new KeyedCipher(keys);
}

class KeyedCipher implements Cipher {
  #keys: readonly [SecretKey, ...SecretKey[]];

  constructor(keys: readonly [SecretKey, ...SecretKey[]]) {
    this.#keys = keys;
  }

  get keyId(): string {
    return this.#keys[0].id;
  }

  use(keys: readonly [SecretKey, ...SecretKey[]]): void {
    this.#keys = keys;
  }

  seal(secret: Secret, place: string): Sealed {
    const [{ id, key }] = this.#keys;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(place));
    const parts = [nonce, cipher.update(secret.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()];
    return sealedPrefix(id) + Buffer.concat(parts).toString('base64url');
  }

  open(sealed: Sealed, place: string): Secret {
    const id = keyIdOf(sealed);
    const found = this.#keys.find((key) => key.id === id);
    if (id === null || found === undefined) throw unreadable(place, id);
    const bytes = Buffer.from(sealed.slice(sealedPrefix(id).length), 'base64url');
    try {
      const options = { authTagLength: tagBytes };
      const decipher = createDecipheriv(algorithm, found.key, bytes.subarray(0, nonceBytes), options);
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
      return new Secret(Buffer.concat([text, decipher.final()]).toString());
    } catch (cause) {
      throw new ErrandError('secret_unreadable', `the secret of ${place} was changed, or moved there`, {
        cause,
      });
    }
  }
}

function unreadable(place: string, id: string | null): ErrandError {
  const reason =
    id === null
      ? 'is damaged'
      : `was sealed with key ${id}, which this server does not have: bring back the key file that belongs to this database, or put that key into ERRAND_SECRET_KEY after the current one`;
  return new ErrandError('secret_unreadable', `the secret of ${place} ${reason}`);
}
