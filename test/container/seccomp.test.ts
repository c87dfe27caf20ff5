import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { every32BitValueBut } from '../../src/container/seccomp/match.ts';
import { closedNamespaceRules } from '../../src/container/seccomp/namespaces.ts';
import type { ArgumentMatch, OciSeccomp, SyscallRule } from '../../src/container/seccomp/oci-seccomp.ts';
import { seccompProfile } from '../../src/container/seccomp/profile.ts';

const closed = seccompProfile({ nestedNamespaces: false });
const nested = seccompProfile({ nestedNamespaces: true });

function names(profile: OciSeccomp, wanted: (rule: SyscallRule) => boolean): readonly string[] {
  return profile.syscalls.filter(wanted).flatMap((rule) => rule.names);
}

const unconditional = (rule: SyscallRule) => rule.args === undefined;

describe('a seccomp profile', () => {
  it('names each unconditional call once, and never beside a rule with conditions', () => {
    for (const profile of [closed, nested]) {
      const plain = names(profile, unconditional);
      const conditional = new Set(names(profile, (rule) => !unconditional(rule)));
      expect(plain.filter((name, position) => plain.indexOf(name) !== position)).toEqual([]);
      expect(plain.filter((name) => conditional.has(name))).toEqual([]);
    }
  });

  it('compares an argument at most once per rule, since runtimes read a second comparison as "or"', () => {
    for (const rule of closed.syscalls) {
      const positions = (rule.args ?? []).map((match) => match.index);
      expect(new Set(positions).size).toBe(positions.length);
    }
  });

  it('answers "not implemented" to what it does not know', () => {
    expect(closed).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 38 });
  });

  it('opens one calling convention', () => {
    expect(closed.architectures).toEqual(['SCMP_ARCH_X86_64']);
    expect(seccompProfile({ nestedNamespaces: false, architecture: 'arm64' }).architectures).toEqual([
      'SCMP_ARCH_AARCH64',
    ]);
  });

  it('allows clone without a new namespace, and only then', () => {
    const clone = closed.syscalls.filter((rule) => rule.names.includes('clone'));
    const allowed = clone.filter((rule) => rule.action === 'SCMP_ACT_ALLOW');
    expect(allowed.map((rule) => rule.args)).toEqual([
      [{ index: 0, op: 'SCMP_CMP_MASKED_EQ', value: 0x7e020000, valueTwo: 0 }],
    ]);
    expect(closedNamespaceRules().filter((rule) => rule.names.includes('clone'))).toHaveLength(8);
    expect(names(nested, unconditional)).toContain('clone');
  });
});

describe('every 32-bit value but some', () => {
  const excluded = [0x5412, 0x541c];
  const matches = every32BitValueBut(1, excluded);
  const holds = (match: ArgumentMatch, value: number) => (value & match.value) >>> 0 === match.valueTwo;

  it('holds for exactly one match, or none where the value is excluded', () => {
    const near = fc.integer({ min: 0x5400, max: 0x5430 });
    fc.assert(
      fc.property(fc.oneof(near, fc.integer({ min: 0, max: 0xffffffff })), (value) => {
        const expected = excluded.includes(value) ? 0 : 1;
        expect(matches.filter((match) => holds(match, value))).toHaveLength(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

const header = '/usr/include/x86_64-linux-gnu/asm/unistd_64.h';

describe.skipIf(!existsSync(header))('against the calls of this kernel', () => {
  it('leaves only these to "not implemented"', () => {
    const known = [...readFileSync(header, 'utf8').matchAll(/#define __NR_(\w+)/g)].map((found) => found[1]);
    const listed = new Set(names(closed, () => true));
    expect(known.filter((name) => name !== undefined && !listed.has(name))).toEqual([
      // without effect in every kernel of this century
      ...['getpmsg', 'putpmsg', 'afs_syscall', 'tuxcall', 'security', 'set_thread_area', 'get_thread_area'],
      ...['epoll_ctl_old', 'epoll_wait_old', 'vserver'],
      // flags out of seccomp's sight; memory hidden from the operator
      ...['clone3', 'memfd_secret'],
    ]);
  });
});
