import { check, libc } from './libc.ts';

const FALLOC_FL_KEEP_SIZE = 1;
const FALLOC_FL_PUNCH_HOLE = 2;

/** Gives the space of a part of a file back; the file keeps its size, and the part reads as zeros (fallocate(2)). */
export function punchHole(descriptor: number, start: number, length: number): void {
  const mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  check(libc().fallocate(descriptor, mode, start, length), 'fallocate');
}
