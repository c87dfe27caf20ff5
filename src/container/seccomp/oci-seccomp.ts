/**
 * The part of `linux.seccomp` that Errand writes.
 * https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp
 */
export interface OciSeccomp {
  readonly defaultAction: 'SCMP_ACT_ERRNO';
  /** Error number that a call outside the list returns. */
  readonly defaultErrnoRet: number;
  readonly architectures: readonly ('SCMP_ARCH_X86_64' | 'SCMP_ARCH_AARCH64')[];
  readonly syscalls: readonly SyscallRule[];
}

export interface SyscallRule {
  readonly names: readonly string[];
  readonly action: 'SCMP_ACT_ALLOW' | 'SCMP_ACT_ERRNO';
  readonly errnoRet?: number;
  /** All must hold. At most one per argument: runtimes turn a second one on the same index into an OR. */
  readonly args?: readonly ArgumentMatch[];
}

export interface ArgumentMatch {
  /** Position of the argument, from 0. */
  readonly index: number;
  readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_GT' | 'SCMP_CMP_MASKED_EQ';
  /** The number compared with; for `SCMP_CMP_MASKED_EQ` the mask, and `valueTwo` is compared with what it leaves. */
  readonly value: number;
  readonly valueTwo?: number;
}

/** `errno` values of Linux that the profile answers with. */
export const errno = {
  notPermitted: 1,
  notImplemented: 38,
  protocolNotSupported: 93,
  addressFamilyNotSupported: 97,
} as const;
