import { closeSync, openSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { ip, nft } from './command.ts';
import { admit, dismiss, type Permission } from './firewall.ts';
import type { Attachment, AttachmentRequest } from './network.ts';
import { createNetworkNamespace, insideNetworkNamespace } from './syscalls.ts';

/** Where a container is plugged in. */
export interface Socket {
  readonly bridge: string;
  readonly gateway: string;
  readonly interfaceName: string;
  readonly address: string;
  readonly table: string;
}

/** Sysctls of a fresh namespace: any port for the unprivileged user, no IPv6 beyond the loopback (see architecture.md). */
function configureKernel(namespace: number): void {
  insideNetworkNamespace(namespace, () => {
    writeFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', '0');
    writeFileSync('/proc/sys/net/ipv6/conf/default/disable_ipv6', '1');
  });
}

async function plugIn(namespace: number, machine: number, socket: Socket): Promise<void> {
  const inside = [
    'link set lo up',
    `link add eth0 type veth peer name ${socket.interfaceName} netns /proc/${process.pid}/fd/${machine}`,
    `address add ${socket.address}/32 dev eth0`,
    'link set eth0 up',
    `route add ${socket.gateway} dev eth0 scope link`,
    `route add default via ${socket.gateway}`,
  ];
  await ip(inside, namespace);
  await ip([
    `link set ${socket.interfaceName} master ${socket.bridge} up`,
    `link set ${socket.interfaceName} type bridge_slave isolated on`,
  ]);
}

/** Makes a namespace, a veth pair and the firewall's openings. The veth goes by itself with the namespace. */
export async function attach(
  socket: Socket,
  request: AttachmentRequest,
  machine: number,
  release: () => void,
): Promise<Attachment> {
  const namespace = createNetworkNamespace();
  try {
    configureKernel(namespace);
    await plugIn(namespace, machine, socket);
    const permissions = request.permissions.map((permission) => ({ from: socket.address, ...permission }));
    const attachment = hold(socket, namespace, request.egress, release);
    const opening = admit(socket.table, socket.address, request.egress, []);
    if (opening !== '') await nft(opening);
    await attachment.allow(permissions);
    return attachment;
  } catch (error) {
    closeSync(namespace);
    release();
    throw error;
  }
}

/** The namespace of a running process, for a container that outlived the server. */
export function reattach(socket: Socket, pid: number, release: () => void): Attachment {
  return hold(socket, openSync(`/proc/${pid}/ns/net`, 'r'), false, release);
}

function hold(socket: Socket, namespace: number, egress: boolean, release: () => void): Attachment {
  const opened: Permission[] = [];
  let closed: Promise<void> | undefined;
  const close = async () => {
    closeSync(namespace);
    const closing = dismiss(socket.table, socket.address, egress, opened);
    try {
      if (closing !== '') await nft(closing);
    } finally {
      release();
    }
  };
  return {
    namespace,
    namespacePath: `/proc/${process.pid}/fd/${namespace}`,
    address: socket.address,
    async allow(permissions) {
      if (permissions.length === 0) return;
      await nft(admit(socket.table, socket.address, false, permissions));
      opened.push(...permissions);
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}
