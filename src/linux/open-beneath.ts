import koffi from 'koffi';
import { errnoName, libc } from './libc.ts';

/** openat2(2): number, flags and bits are the same on every architecture that Node.js runs on. */
const SYS_openat2 = 437;
const AT_FDCWD = -100;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const O_PATH = 0o10000000;
const RESOLVE_NO_MAGICLINKS = 0x02;
const RESOLVE_NO_SYMLINKS = 0x04;
const RESOLVE_BENEATH = 0x08;

/** What a path leads to that has nothing for us: it is not there, or it leads out. */
const nothingThere = [
  'ENOENT',
  'ENOTDIR',
  'EXDEV',
  'ELOOP',
  'EACCES',
  'EPERM',
  'ENAMETOOLONG',
  'ENXIO',
  'EAGAIN',
];

function openat2(directory: number, path: string, flags: number, resolve: number): number | null {
  const how = Buffer.alloc(24);
  how.writeBigUInt64LE(BigInt(flags), 0);
  how.writeBigUInt64LE(BigInt(resolve), 16);
  const opened = libc().syscall(SYS_openat2, directory, path, how, how.length);
  if (opened >= 0) return opened;
  const name = errnoName(koffi.errno());
  if (nothingThere.includes(name)) return null;
  throw new Error(`openat2: ${name}`);
}

/**
 * Opens a file or folder below a folder that is open, for reading. The kernel sees to it that neither `..` nor a
 * symbolic link leads out of the folder, whoever changes it meanwhile. Null where nothing can be had.
 */
export function openBeneath(directory: number, path: string): number | null {
  const below = path.replace(/^\/+/, '') || '.';
  return openat2(directory, below, O_NONBLOCK | O_CLOEXEC, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
}

/** Opens a folder, or a path in it for `connect` alone, with no symbolic link on the way. */
export function openPlain(directory: number | null, path: string): number | null {
  const resolve = directory === null ? 0 : RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const below = directory === null ? path : path.replace(/^\/+/, '');
  return openat2(directory ?? AT_FDCWD, below, O_PATH | O_CLOEXEC, resolve);
}
