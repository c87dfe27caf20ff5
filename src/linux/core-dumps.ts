import { check, libc } from './libc.ts';

const RLIMIT_CORE = 4;
const thisProcess = 0;

/** A crash of this process, or of one that it starts from now on, leaves no image of its memory, which holds secrets. */
export function forbidCoreDumps(): void {
  check(libc().prlimit(thisProcess, RLIMIT_CORE, BigUint64Array.of(0n, 0n), null), 'prlimit');
}
