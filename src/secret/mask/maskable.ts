/**
 * Shorter values are not masked (P12): a secret `test` would black out every "test" of a log, and tell by that what
 * it is.
 */
export const shortestMaskedCharacters = 6;

/** What of a value is looked for: programs drop the white space around it, as `$(cat file)` does. */
export function maskedPart(value: string): string {
  return value.trim();
}

/** Whether logs can hide the value. */
export function isMaskable(value: string): boolean {
  return maskedPart(value).length >= shortestMaskedCharacters;
}
