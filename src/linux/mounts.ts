import { check, libc } from './libc.ts';

const CLONE_NEWNS = 0x00020000;
const MS_REC = 0x4000;
const MS_PRIVATE = 1 << 18;
const MNT_DETACH = 2;

/**
 * Gives this thread, and every process it spawns from now on, a private copy of the mounts, with an empty folder in place
 * of one. The machine's own mounts are unchanged, and what is written to the folder ends with the processes.
 */
export function hideMountFromChildren(path: string): void {
  check(libc().unshare(CLONE_NEWNS), 'unshare(CLONE_NEWNS)');
  check(libc().mount('none', '/', null, MS_REC | MS_PRIVATE, null), 'mount / private');
  check(libc().umount2(path, MNT_DETACH), `umount ${path}`);
  check(libc().mount('tmpfs', path, 'tmpfs', 0, 'size=16m,mode=700'), `mount tmpfs ${path}`);
}
