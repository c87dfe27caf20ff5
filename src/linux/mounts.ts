import { closeSync, openSync, readFileSync } from 'node:fs';
import { check, libc } from './libc.ts';

const CLONE_FS = 0x00000200;
const CLONE_NEWNS = 0x00020000;
const MS_NOSUID = 0x2;
const MS_NODEV = 0x4;
const MS_REC = 0x4000;
const MS_PRIVATE = 1 << 18;
const MNT_DETACH = 2;

/** Namespaces of mounts, open since this thread has one of its own. */
let namespaces: { readonly machine: number; readonly own: number } | null = null;

const currentNamespace = () => openSync('/proc/thread-self/ns/mnt', 'r');

function copyMounts(): void {
  const machine = namespaces?.machine ?? currentNamespace();
  check(libc().unshare(CLONE_NEWNS), 'unshare(CLONE_NEWNS)');
  check(libc().mount('none', '/', null, MS_REC | MS_PRIVATE, null), 'mount / private');
  if (namespaces !== null) closeSync(namespaces.own);
  namespaces = { machine, own: currentNamespace() };
}

/**
 * Gives this thread, and every process it spawns from now on, a private copy of the mounts: what is mounted from now on
 * ends with the last of these processes, however they end. Other threads, and so Node.js' asynchronous `fs`, keep the machine's.
 */
export function keepMountsPrivate(): void {
  if (namespaces === null) copyMounts();
}

/**
 * Private mounts, with an empty folder in place of one. The machine's own mounts are unchanged, and what is written to the
 * folder ends with the processes.
 */
export function hideMountFromChildren(path: string): void {
  copyMounts();
  check(libc().umount2(path, MNT_DETACH), `umount ${path}`);
  check(libc().mount('tmpfs', path, 'tmpfs', 0, 'size=16m,mode=700'), `mount tmpfs ${path}`);
}

/** Does `work` where this thread sees and changes the machine's own mounts. */
function onTheMachine<Result>(work: () => Result): Result {
  if (namespaces === null) return work();
  // Namespaces of mounts are only entered by a thread that shares its working directory with no other (setns(2)).
  check(libc().unshare(CLONE_FS), 'unshare(CLONE_FS)');
  check(libc().setns(namespaces.machine, CLONE_NEWNS), 'setns(CLONE_NEWNS)');
  try {
    return work();
  } finally {
    check(libc().setns(namespaces.own, CLONE_NEWNS), 'setns back');
  }
}

/** Folders that something is mounted on, as the main thread sees them. */
export function mountPoints(): readonly string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? []);
}

const isMounted = (path: string) => mountPoints().includes(path);

export interface Tmpfs {
  readonly sizeMiB: number;
  /** Permissions of its root, octal digits. */
  readonly mode: string;
}

/** Without pages that may be swapped out where the kernel can (Linux 6.4), else as every tmpfs is. */
function mountUnswapped(path: string, { sizeMiB, mode }: Tmpfs): void {
  const flags = MS_NOSUID | MS_NODEV;
  const data = `size=${sizeMiB}m,mode=${mode}`;
  if (libc().mount('errand', path, 'tmpfs', flags, `${data},noswap`) >= 0) return;
  check(libc().mount('errand', path, 'tmpfs', flags, data), `mount tmpfs ${path}`);
}

/**
 * Mounts a file system in memory for the whole machine, so that it outlives this process, and for this thread. Does nothing
 * where one is there already, as after a crash.
 */
export function mountTmpfs(path: string, tmpfs: Tmpfs): void {
  const copy = onTheMachine(() => {
    if (!isMounted(path)) mountUnswapped(path, tmpfs);
    return namespaces === null ? null : check(libc().cloneMount(path), `open_tree ${path}`);
  });
  if (copy === null) return;
  if (!isMounted(path)) check(libc().attachMount(copy, path), `move_mount ${path}`);
  closeSync(copy);
}

function unmountHere(path: string): void {
  while (isMounted(path)) check(libc().umount2(path, MNT_DETACH), `umount ${path}`);
}

/** Takes every file system away that is mounted there; those who use one keep it until they end. */
export function unmountAll(path: string): void {
  onTheMachine(() => unmountHere(path));
  unmountHere(path);
}
