import { InvalidArgumentError } from 'commander';

/** Reads a port number. Errors: commander's, which becomes `usage`. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It is no port number.');
}

/** Reads a whole number from 1. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no whole number above 0.');
}

/** Reads `a,b`, with or without spaces; given again it adds. */
export function parseList(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return [...before, ...names];
  throw new InvalidArgumentError('It has an empty name.');
}

/** Reads one of several words. */
export function parseChoice(...choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    throw new InvalidArgumentError(`It is none of ${choices.join(', ')}.`);
  };
}
