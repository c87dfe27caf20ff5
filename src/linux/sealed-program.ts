import { closeSync, fchmodSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { check, libc } from './libc.ts';

/** memfd_create(2), fcntl(2) */
const MFD_CLOEXEC = 0x01;
const MFD_ALLOW_SEALING = 0x02;
/** Since Linux 6.3, where a machine may ask for it (sysctl vm.memfd_noexec). */
const MFD_EXEC = 0x10;
const F_ADD_SEALS = 1033;
/** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE: what container runtimes look for. */
const everySeal = 0x0f;

function createMemory(name: string): number {
  const flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const made = libc().memfdCreate(name, flags | MFD_EXEC);
  return made >= 0 ? made : check(libc().memfdCreate(name, flags), 'memfd_create');
}

/**
 * Makes `link` lead to a copy of a program, in memory, that nobody can ever change; it lasts as long as this process. A container
 * runtime that is started so need not copy itself first (against CVE-2019-5736, where a container writes to the runtime that
 * started it), which for crun is half of what it costs. Throws where the kernel has no such memory.
 */
export function linkToSealedCopy(program: string, link: string): void {
  const memory = createMemory(link.slice(link.lastIndexOf('/') + 1));
  let readable: number;
  try {
    writeFileSync(memory, readFileSync(program));
    // Whoever has it open for writing cannot change it, but keeps it from being executed meanwhile.
    fchmodSync(memory, 0o555);
    check(libc().fcntl(memory, F_ADD_SEALS, everySeal), 'fcntl(F_ADD_SEALS)');
    readable = openSync(`/proc/self/fd/${memory}`, 'r');
  } finally {
    // What somebody could write to cannot be executed.
    closeSync(memory);
  }
  rmSync(link, { force: true });
  symlinkSync(`/proc/${process.pid}/fd/${readable}`, link);
}
