import { check, libc } from './libc.ts';

const RLIMIT_FSIZE = 1;
const unlimited = 0xffff_ffff_ffff_ffffn;

/** Largest size in bytes that a process can give a file (setrlimit(2)); null where it has no such limit. */
export function fileSizeLimitOf(pid: number): number | null {
  const limits = new BigUint64Array(2);
  check(libc().prlimit(pid, RLIMIT_FSIZE, null, limits), 'prlimit');
  return limits[0] === undefined || limits[0] === unlimited ? null : Number(limits[0]);
}

/** Sets that limit. A write beyond it fails; the process must ignore SIGXFSZ, which otherwise ends it. */
export function limitFileSize(pid: number, bytes: number): void {
  const limits = BigUint64Array.of(BigInt(bytes), unlimited);
  check(libc().prlimit(pid, RLIMIT_FSIZE, limits, null), 'prlimit');
}
