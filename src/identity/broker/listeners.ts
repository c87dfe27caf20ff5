import { createServer, type Server, type Socket } from 'node:net';
import { listeningSocket } from '../../network/syscalls.ts';

/** Where a container finds something of this server's, and what serves it. IPv4, or `::1`. */
export interface ListenTarget {
  readonly address: string;
  readonly port: number;
  accept(socket: Socket): void;
}

export interface ContainerListeners {
  /** Stops listening and ends the connections. Safe to call twice. */
  close(): void;
}

/** Each connection takes a descriptor of this server's; one container must not use up what all share. */
const connectionsPerTarget = 256;

/** A kernel without IPv6 is no reason to have no broker: everything is on IPv4 too. */
function isWithoutIpv6(target: ListenTarget, error: unknown): boolean {
  return target.address.includes(':') && /EAFNOSUPPORT|EADDRNOTAVAIL/.test(String(error));
}

function openSocket(namespaceFd: number, target: ListenTarget): number | null {
  try {
    return listeningSocket(namespaceFd, target.address, target.port);
  } catch (error) {
    if (isWithoutIpv6(target, error)) return null;
    throw error;
  }
}

function serve(fd: number, target: ListenTarget, connections: Set<Socket>): Server {
  const server = createServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    socket.unref();
    socket.on('error', () => socket.destroy());
    socket.once('close', () => connections.delete(socket));
    target.accept(socket);
  });
  server.maxConnections = connectionsPerTarget;
  // Out of descriptors: the client is told by the kernel, the server must live on.
  server.on('error', () => undefined);
  // What keeps this process going is its own port: a container that is left to the next server must not.
  return server.listen({ fd }).unref();
}

/**
 * Listens inside a container's network namespace, given as a descriptor that stays the caller's; its loopback must be up.
 * Throws where an address is taken; nothing is left open then.
 */
export function openContainerListeners(
  namespaceFd: number,
  targets: readonly ListenTarget[],
): ContainerListeners {
  const connections = new Set<Socket>();
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers.splice(0)) server.close();
    for (const socket of connections) socket.destroy();
  };
  try {
    for (const target of targets) {
      const fd = openSocket(namespaceFd, target);
      if (fd !== null) servers.push(serve(fd, target, connections));
    }
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}
