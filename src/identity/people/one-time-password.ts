import { randomInt } from 'node:crypto';

/** Letters and digits that nobody takes for another one. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
/** How long a password lasts that somebody else made. */
export const oneTimeLifetimeMs = 7 * 86_400_000;

/** A password to be changed at the first sign-in, `abcde-fghij-kmnpq-rstuv`: 99 bits. */
export function newOneTimePassword(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
