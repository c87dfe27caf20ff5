import type { ArgumentMatch, SyscallRule } from './oci-seccomp.ts';

/** Allows the calls whatever their arguments are. */
export function allow(names: readonly string[]): SyscallRule {
  return { names, action: 'SCMP_ACT_ALLOW' };
}

/** Allows the call where every given match holds. */
export function allowWhen(name: string, ...args: readonly ArgumentMatch[]): SyscallRule {
  return { names: [name], action: 'SCMP_ACT_ALLOW', args };
}

/** Answers the calls with an error number; with matches, only where every one of them holds. */
export function refuse(
  names: readonly string[],
  errnoRet: number,
  ...args: readonly ArgumentMatch[]
): SyscallRule {
  const rule: SyscallRule = { names, action: 'SCMP_ACT_ERRNO', errnoRet };
  return args.length === 0 ? rule : { ...rule, args };
}

export function equals(index: number, value: number): ArgumentMatch {
  return { index, op: 'SCMP_CMP_EQ', value };
}

/** Holds where `argument & mask` is `value`. */
export function masked(index: number, mask: number, value: number): ArgumentMatch {
  return { index, op: 'SCMP_CMP_MASKED_EQ', value: mask, valueTwo: value };
}

/**
 * Matches that together hold for every value of a 64-bit argument but the given small ones, no two of them at once.
 * Written with comparisons of all 64 bits: a value with high bits set counts as another value.
 */
export function everyValueBut(index: number, values: readonly number[]): readonly ArgumentMatch[] {
  const highest = Math.max(...values);
  const below = Array.from({ length: highest }, (_, value) => value).filter(
    (value) => !values.includes(value),
  );
  return [...below.map((value) => equals(index, value)), { index, op: 'SCMP_CMP_GT', value: highest }];
}

/**
 * Matches that together hold for every 32-bit value but the given ones, no two of them at once.
 *
 * For arguments that the kernel cuts to 32 bits (`ioctl`'s command): a plain "not equal" compares all 64, so a caller
 * gets past it by setting a high bit (CVE-2019-10063). seccomp has no "masked not equal", so the values are walked as
 * a tree of prefixes, highest bit first, and each branch that leads to none of them becomes one masked match.
 */
export function every32BitValueBut(index: number, values: readonly number[]): readonly ArgumentMatch[] {
  const branch = (bit: number, mask: number, prefix: number): ArgumentMatch[] => {
    const leadsToOne = values.some((value) => (value & mask) >>> 0 === prefix);
    if (!leadsToOne) return [masked(index, mask, prefix)];
    if (bit < 0) return [];
    const weight = 2 ** bit;
    return [...branch(bit - 1, mask + weight, prefix), ...branch(bit - 1, mask + weight, prefix + weight)];
  };
  return branch(31, 0, 0);
}
