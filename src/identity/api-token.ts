import { createHash, randomBytes } from 'node:crypto';

/** Lets a person, and a scanner for leaked secrets, tell what the string is. */
export const apiTokenPrefix = 'errand_';

export interface NewApiToken {
  /** Shown to its owner once and kept nowhere. */
  readonly token: string;
  /** What the store keeps. */
  readonly hash: string;
}

/** A new API token: 256 random bits. */
export function newApiToken(): NewApiToken {
  const token = apiTokenPrefix + randomBytes(32).toString('base64url');
  return { token, hash: hashApiToken(token) };
}

/**
 * SHA-256 of a token, hexadecimal. A slow hash with salt protects what people make up; 256 random bits can be neither
 * guessed nor looked up in a table, and a plain digest lets the store find a token by an index.
 */
export function hashApiToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
