import { fileCalls } from './files.ts';
import { ipcCalls } from './ipc.ts';
import { allow, allowWhen, equals, every32BitValueBut, masked, refuse } from './match.ts';
import { memoryCalls } from './memory.ts';
import { closedNamespaceRules, nestedNamespaceRules } from './namespaces.ts';
import { networkRules } from './network.ts';
import { errno, type OciSeccomp, type SyscallRule } from './oci-seccomp.ts';
import { identityCalls, processCalls } from './processes.ts';
import { refusedCalls } from './refused.ts';
import { timeCalls } from './time.ts';

export interface SeccompOptions {
  /** True lets the container build sandboxes of its own, bubblewrap's for instance (T26). */
  readonly nestedNamespaces: boolean;
  /** As `process.arch` has it. Absent: x64. */
  readonly architecture?: 'x64' | 'arm64';
}

/** TIOCSTI types into a terminal, TIOCLINUX pastes into the console: both put words in somebody else's mouth. */
const terminalInjection: readonly number[] = [0x5412, 0x541c];

/** PER_LINUX, PER_LINUX32, UNAME26 with each, and the question which one is set. Others switch protections off. */
const harmlessPersonalities: readonly number[] = [0, 0x8, 0x2_0000, 0x2_0008, 0xffff_ffff];

/**
 * The `linux.seccomp` value of a container: a list of what is allowed, for processes in a user namespace of their own
 * with no capability.
 *
 * A call in no list is "not implemented", as on an older kernel: libc and language runtimes try new calls first and
 * fall back on that error alone. What is refused on purpose says "not permitted". Only the machine's own calling
 * convention is open; a program of another one (32-bit x86, x32) is killed, since there numbers and arguments differ.
 */
export function seccompProfile(options: SeccompOptions): OciSeccomp {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: errno.notImplemented,
    architectures: [options.architecture === 'arm64' ? 'SCMP_ARCH_AARCH64' : 'SCMP_ARCH_X86_64'],
    syscalls: [
      allow([...fileCalls, ...memoryCalls, ...processCalls, ...identityCalls, ...ipcCalls, ...timeCalls]),
      ...networkRules(),
      ...every32BitValueBut(1, terminalInjection).map((command) => allowWhen('ioctl', command)),
      ...refuseInjection(),
      ...harmlessPersonalities.map((persona) => allowWhen('personality', equals(0, persona))),
      ...(options.nestedNamespaces ? nestedNamespaceRules() : closedNamespaceRules()),
      refuse(refusedCalls, errno.notPermitted),
    ],
  };
}

function refuseInjection(): readonly SyscallRule[] {
  return terminalInjection.map((command) =>
    refuse(['ioctl'], errno.notPermitted, masked(1, 0xffff_ffff, command)),
  );
}
