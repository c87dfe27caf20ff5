import { closeSync, openSync } from 'node:fs';
import { check, libc } from '../linux/libc.ts';

/**
 * Network namespaces belong to a thread, so all of this works on the calling thread only and returns to the former
 * namespace before it gives control back to the event loop.
 */
const CLONE_NEWNET = 0x40000000;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;

function openCurrentNetworkNamespace(): number {
  return openSync(`/proc/self/task/${libc().gettid()}/ns/net`, 'r');
}

/** Makes a network namespace without a name: it lives as long as the descriptor returned, or a process in it. */
export function createNetworkNamespace(): number {
  const home = openCurrentNetworkNamespace();
  try {
    check(libc().unshare(CLONE_NEWNET), 'unshare(CLONE_NEWNET)');
    const created = openCurrentNetworkNamespace();
    check(libc().setns(home, CLONE_NEWNET), 'setns back');
    return created;
  } finally {
    closeSync(home);
  }
}

/** Runs `work`, which must be synchronous, inside a network namespace. Processes spawned and sockets made in it stay there. */
export function insideNetworkNamespace<T>(namespace: number, work: () => T): T {
  const home = openCurrentNetworkNamespace();
  try {
    check(libc().setns(namespace, CLONE_NEWNET), 'setns(CLONE_NEWNET)');
    try {
      return work();
    } finally {
      check(libc().setns(home, CLONE_NEWNET), 'setns back');
    }
  } finally {
    closeSync(home);
  }
}

/** `sockaddr_in` or `sockaddr_in6` of ip(7), ipv6(7). IPv6 only as `::1` or `::`, all that is needed here. */
function socketAddress(address: string, port: number): Buffer {
  if (!address.includes(':')) {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt16LE(AF_INET, 0);
    bytes.writeUInt16BE(port, 2);
    bytes.set(address.split('.').map(Number), 4);
    return bytes;
  }
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.writeUInt16BE(port, 2);
  if (address === '::1') bytes.writeUInt8(1, 23);
  return bytes;
}

/** A listening TCP socket made inside a network namespace; hand the descriptor to `server.listen({ fd })`. */
export function listeningSocket(namespace: number, address: string, port: number): number {
  const { socket, bind, listen, setsockopt } = libc();
  const one = Buffer.from([1, 0, 0, 0]);
  const family = address.includes(':') ? AF_INET6 : AF_INET;
  return insideNetworkNamespace(namespace, () => {
    const fd = check(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket');
    try {
      check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, one, 4), 'setsockopt(SO_REUSEADDR)');
      if (family === AF_INET6)
        check(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, one, 4), 'setsockopt(IPV6_V6ONLY)');
      const target = socketAddress(address, port);
      check(bind(fd, target, target.length), `bind ${address} port ${port}`);
      check(listen(fd, 511), 'listen');
      return fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  });
}

/** An unconnected TCP socket (IPv4) made inside a network namespace; `new Socket({ fd }).connect(…)` dials from there. */
export function dialingSocket(namespace: number): number {
  return insideNetworkNamespace(namespace, () =>
    check(libc().socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket'),
  );
}
