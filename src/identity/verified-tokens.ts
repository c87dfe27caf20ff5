import type { CryptoKey } from 'jose';
import type { AccessTokenContent } from './access-token.ts';
import type { SigningKey } from './signing-key.ts';

/** Far more than are in use at a time; the one that was verified first is given up first. */
const mostKept = 2000;

interface Verified {
  readonly content: AccessTokenContent;
  readonly kid: string | undefined;
  readonly publicKey: CryptoKey | null;
}

/**
 * Tokens whose signature was found good: a client sends the same one many times, and checking costs more than much of what is
 * asked for. Whom a token speaks for is looked up each time; here is only that this server made it.
 */
class VerifiedTokens {
  readonly #key: SigningKey;
  readonly #kept = new Map<string, Verified>();

  constructor(key: SigningKey) {
    this.#key = key;
  }

  /** Null where it has to be verified: for the first time, when it has expired, or since its key was given up or replaced. */
  find(token: string, now: Date): AccessTokenContent | null {
    const verified = this.#kept.get(token);
    if (verified === undefined) return null;
    const { content, kid, publicKey } = verified;
    if (content.expiresAt > now && this.#key.find(kid) === publicKey) return content;
    this.#kept.delete(token);
    return null;
  }

  keep(token: string, kid: string | undefined, content: AccessTokenContent): void {
    if (this.#kept.size >= mostKept) this.#kept.delete(this.#kept.keys().next().value ?? '');
    this.#kept.set(token, { content, kid, publicKey: this.#key.find(kid) });
  }
}

const byKey = new WeakMap<SigningKey, VerifiedTokens>();

export function verifiedTokensOf(key: SigningKey): VerifiedTokens {
  const known = byKey.get(key) ?? new VerifiedTokens(key);
  byKey.set(key, known);
  return known;
}
