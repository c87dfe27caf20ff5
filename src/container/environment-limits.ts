/**
 * Longest `NAME=value` that Linux hands to a program, with the NUL at its end: MAX_ARG_STRLEN of
 * `linux/binfmts.h`, 32 pages of 4 KiB. One byte more and nothing in the container can start (P11).
 */
export const longestEnvironmentStringBytes = 128 * 1024;

/** What `NAME=value` takes of that, in bytes. */
export function environmentStringBytes(name: string, value: string): number {
  return Buffer.byteLength(name) + Buffer.byteLength('=') + Buffer.byteLength(value) + 1;
}

/** Names of the variables that are too long for Linux, in the order they are in. Empty: a program can start. */
export function oversizedVariables(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment)
    .filter(([name, value]) => environmentStringBytes(name, value) > longestEnvironmentStringBytes)
    .map(([name]) => name);
}
