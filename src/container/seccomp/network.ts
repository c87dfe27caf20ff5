import { allow, allowWhen, equals, everyValueBut, refuse } from './match.ts';
import { errno, type SyscallRule } from './oci-seccomp.ts';

/** System calls on a socket that is already there. */
const socketCalls: readonly string[] = [
  'bind',
  'listen',
  'accept',
  'accept4',
  'connect',
  'shutdown',
  'getsockname',
  'getpeername',
  'getsockopt',
  'setsockopt',
  'sendto',
  'sendmsg',
  'sendmmsg',
  'recvfrom',
  'recvmsg',
  'recvmmsg',
];

/** AF_UNIX, AF_INET, AF_INET6. */
const plainFamilies: readonly number[] = [1, 2, 10];

const netlinkFamily = 16;

/**
 * NETLINK_ROUTE (`getifaddrs`), NETLINK_SOCK_DIAG (`ss`), NETLINK_KOBJECT_UEVENT (libudev). The others reach netfilter,
 * xfrm and the crypto API: nothing that a container without capabilities can use, and with nested namespaces, where
 * it can, the part of the kernel in which most escapes were found.
 */
const netlinkProtocols: readonly number[] = [0, 4, 15];

const familyArgument = 0;
const protocolArgument = 2;

/**
 * Sockets of four families. The rest get the error of a kernel built without them, which programs that probe for
 * AF_VSOCK, AF_ALG or audit already handle.
 */
export function networkRules(): readonly SyscallRule[] {
  const isNetlink = equals(familyArgument, netlinkFamily);
  return [
    allow(socketCalls),
    ...plainFamilies.map((family) => allowWhen('socket', equals(familyArgument, family))),
    ...netlinkProtocols.map((protocol) => allowWhen('socket', isNetlink, equals(protocolArgument, protocol))),
    ...everyValueBut(protocolArgument, netlinkProtocols).map((protocol) =>
      refuse(['socket'], errno.protocolNotSupported, isNetlink, protocol),
    ),
    ...everyValueBut(familyArgument, [...plainFamilies, netlinkFamily]).map((family) =>
      refuse(['socket'], errno.addressFamilyNotSupported, family),
    ),
    allowWhen('socketpair', equals(familyArgument, 1)),
    ...everyValueBut(familyArgument, [1]).map((family) =>
      refuse(['socketpair'], errno.addressFamilyNotSupported, family),
    ),
  ];
}
