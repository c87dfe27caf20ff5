import { closeSync, openSync } from 'node:fs';
import { check, libc } from './libc.ts';

const CLONE_NEWUTS = 0x04000000;

/** Sets the host name that a process and those in its UTS namespace see. */
export function setHostnameOf(pid: number, hostname: string): void {
  const home = openSync(`/proc/self/task/${libc().gettid()}/ns/uts`, 'r');
  try {
    const target = openSync(`/proc/${pid}/ns/uts`, 'r');
    try {
      check(libc().setns(target, CLONE_NEWUTS), 'setns(CLONE_NEWUTS)');
    } finally {
      closeSync(target);
    }
    try {
      check(libc().sethostname(hostname, Buffer.byteLength(hostname)), 'sethostname');
    } finally {
      check(libc().setns(home, CLONE_NEWUTS), 'setns back');
    }
  } finally {
    closeSync(home);
  }
}
