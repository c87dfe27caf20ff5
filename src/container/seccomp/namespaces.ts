import { allow, allowWhen, masked, refuse } from './match.ts';
import { errno, type SyscallRule } from './oci-seccomp.ts';

/** `CLONE_NEW*` of `linux/sched.h` that `clone` takes: mount, cgroup, uts, ipc, user, pid, net. */
const newNamespaceFlags: readonly number[] = [
  0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
];
const anyNewNamespace = 0x7e02_0000;

/** Position of the flags, the same on x86_64 and arm64. */
const cloneFlags = 0;

const enterNamespaces: readonly string[] = ['unshare', 'setns'];

/** The first mount interface, and what a sandbox does after it: change the root, name the host. */
const arrangeNamespace: readonly string[] = [
  'mount',
  'umount2',
  'pivot_root',
  'chroot',
  'sethostname',
  'setdomainname',
];

/**
 * The second mount interface. In a nested sandbox it is left to the default, "not implemented": `mount` of newer
 * util-linux then goes back to the first, and half as much of the kernel is open.
 */
const newMountCalls: readonly string[] = [
  'fsopen',
  'fsconfig',
  'fsmount',
  'fspick',
  'move_mount',
  'open_tree',
  'mount_setattr',
];

/**
 * No new namespaces: a user namespace would hand out all capabilities inside it.
 * `clone3` hides its flags in memory, where seccomp cannot look. It is in no list, so it is "not implemented" and
 * libc falls back to `clone`.
 */
export function closedNamespaceRules(): readonly SyscallRule[] {
  return [
    allowWhen('clone', masked(cloneFlags, anyNewNamespace, 0)),
    ...firstFlagSet().map(([mask, flag]) =>
      refuse(['clone'], errno.notPermitted, masked(cloneFlags, mask, flag)),
    ),
    refuse([...enterNamespaces, ...arrangeNamespace, ...newMountCalls], errno.notPermitted),
  ];
}

/**
 * What bubblewrap needs to build a sandbox inside a task (T26). The kernel still checks each call against the new
 * user namespace, so the machine and the container's own namespaces stay out of reach; what is given up is that more
 * of the kernel can be spoken to. `setns` is for joining a sandbox made earlier (`bwrap --userns`, `nsenter`).
 */
export function nestedNamespaceRules(): readonly SyscallRule[] {
  return [allow(['clone', ...enterNamespaces, ...arrangeNamespace])];
}

/** A mask and value per flag: this flag set and none of those before it, so that no two rules overlap. */
function firstFlagSet(): readonly (readonly [mask: number, flag: number])[] {
  return newNamespaceFlags.map((flag, position) => {
    const before = newNamespaceFlags.slice(0, position).reduce((sum, earlier) => sum + earlier, 0);
    return [before + flag, flag];
  });
}
