import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

const keyBytes = 32;
const idCharacters = 8;

/** A key that values are sealed with (AES-256). */
export interface SecretKey {
  /** The beginning of the key's SHA-256: tells which key sealed a value, and nothing about the key. */
  readonly id: string;
  readonly key: KeyObject;
}

function fromBytes(bytes: Buffer): SecretKey {
  const id = createHash('sha256').update('errand secret key\n').update(bytes).digest('hex');
  return { id: id.slice(0, idCharacters), key: createSecretKey(bytes) };
}

export function newSecretKey(): SecretKey {
  return fromBytes(randomBytes(keyBytes));
}

/** Reads a key of 32 bytes, in base64 (either alphabet) or as 64 hexadecimal digits. Null where it is none. */
export function parseSecretKey(text: string): SecretKey | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return fromBytes(Buffer.from(text, 'hex'));
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === keyBytes ? fromBytes(bytes) : null;
}

/** The key as `parseSecretKey` reads it. */
export function formatSecretKey({ key }: SecretKey): string {
  return key.export().toString('base64');
}
