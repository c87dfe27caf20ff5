import type { CrunBundle } from './crun-bundle.ts';
import { x64Numbers } from './fixtures/syscall-numbers.ts';

/** System calls can be tried by number here. */
export const canProbe = process.arch === 'x64';

/** `errno` values as a probe reports them. */
export const answer = {
  notPermitted: '1',
  badFile: '9',
  notImplemented: '38',
  noSuchProtocol: '93',
  noSuchFamily: '97',
  /** SIGSYS. */
  badSystemCall: 'signal 31',
} as const;

/** A call to try; a hexadecimal text carries an argument beyond 32 bits. */
export function call(name: string, ...args: readonly (number | string)[]): string {
  const number = x64Numbers[name];
  if (number === undefined) throw new Error(`fixtures/syscall-numbers.ts lacks ${name}`);
  return [name, number, ...args].join(':');
}

/** What each call answered inside the container, in order: an error number, `done`, or `signal` and its number. */
export async function probe(bundle: CrunBundle, calls: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await bundle.run('/usr/bin/perl', '/opt/fixtures/probe.pl', ...calls);
  if (stderr !== '') throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.slice(line.indexOf(' ') + 1));
}
