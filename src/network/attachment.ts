import { closeSync, writeFileSync } from 'node:fs';
import { untilDone } from '../linux/until-done.ts';
import { linkAddress } from './addresses.ts';
import { ip, nft, runWithInput } from './command.ts';
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
    `link add eth0 address ${linkAddress(socket.address)} type veth peer name ${socket.interfaceName} netns /proc/${process.pid}/fd/${machine}`,
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
  } catch (error) {
    closeSync(namespace);
    release();
    throw error;
  }
  return furnishFirewall(socket, request, namespace, release);
}

/** Opens the firewall for a namespace that is plugged in. Takes the descriptor over, also where it fails. */
export async function furnishFirewall(
  socket: Socket,
  request: AttachmentRequest,
  namespace: number,
  release: () => void,
): Promise<Attachment> {
  const permissions = request.permissions.map((permission) => ({ from: socket.address, ...permission }));
  try {
    const opening = admit(socket.table, socket.address, request.egress, permissions);
    if (opening !== '') await nft(opening);
  } catch (error) {
    closeSync(namespace);
    release();
    throw error;
  }
  return hold(socket, namespace, request.egress, permissions, release);
}

/** The address that a namespace's interface has, for a container that outlived the server. */
export async function addressInside(namespace: number): Promise<string> {
  const printed = await runWithInput('ip', ['-json', '-4', 'address', 'show', 'dev', 'eth0'], '', namespace);
  const interfaces = JSON.parse(printed) as readonly {
    readonly addr_info: readonly { readonly local: string }[];
  }[];
  const address = interfaces[0]?.addr_info[0]?.local;
  if (address === undefined) throw new Error('the container has no address on its bridge');
  return address;
}

function hold(
  socket: Socket,
  namespace: number,
  egress: boolean,
  opened: readonly Permission[],
  release: () => void,
): Attachment {
  let open = true;
  const close = untilDone(async () => {
    // Once: the number may be another file's afterwards.
    if (open) closeSync(namespace);
    open = false;
    const closing = dismiss(socket.table, socket.address, egress, opened);
    if (closing !== '') await nft(closing);
    // Not before nothing is open on it any more, or the next one that has it reaches what this one did.
    release();
  });
  return {
    namespace,
    namespacePath: `/proc/${process.pid}/fd/${namespace}`,
    address: socket.address,
    close,
  };
}
