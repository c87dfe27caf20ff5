import { randomInt } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const lettersAndDigits = `${letters}0123456789`;

/**
 * A new id for an activity and its run, in the form that clients know (wire.md 3.1): 13 lowercase letters and
 * digits, a letter first. 66 random bits: two are not the same in practice.
 */
export function newActivityId(): string {
  const rest = Array.from({ length: 12 }, () => pick(lettersAndDigits));
  return pick(letters) + rest.join('');
}

/** `randomInt` is unbiased. */
function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
