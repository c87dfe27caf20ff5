import { readFileSync, writeFileSync } from 'node:fs';
import { runWithInput } from './command.ts';

/** What the machine's own network looks like, as far as containers depend on it. */
interface InterfaceAddresses {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local?: string }[];
}

export interface MachineInterface {
  readonly name: string;
  readonly addresses: readonly string[];
}

export async function machineInterfaces(): Promise<readonly MachineInterface[]> {
  const printed = await runWithInput('ip', ['-json', 'address', 'show'], '');
  const interfaces = JSON.parse(printed) as readonly InterfaceAddresses[];
  return interfaces.map(({ ifname, addr_info }) => ({
    name: ifname,
    addresses: addr_info.flatMap(({ local }) => (local === undefined ? [] : [local])),
  }));
}

/** Devices of the default routes: where traffic to the internet leaves. */
export async function uplinks(): Promise<readonly string[]> {
  const printed = await runWithInput('ip', ['-json', '-4', 'route', 'show', 'default'], '');
  const routes = JSON.parse(printed === '' ? '[]' : printed) as readonly { readonly dev?: string }[];
  return [...new Set(routes.flatMap(({ dev }) => (dev === undefined ? [] : [dev])))];
}

/** The IPv4 addresses of the machine's DNS servers. A stub on the loopback is no use in a container: its upstreams are. */
export function resolvers(): readonly string[] {
  for (const path of ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']) {
    const found = nameservers(path);
    if (found.length > 0) return found;
  }
  return [];
}

function nameservers(path: string): readonly string[] {
  try {
    const servers = [...readFileSync(path, 'utf8').matchAll(/^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/gm)];
    return servers.flatMap(([, address]) =>
      address === undefined || address.startsWith('127.') ? [] : [address],
    );
  } catch {
    return [];
  }
}

const forwardingPath = (device: string) => `/proc/sys/net/ipv4/conf/${device}/forwarding`;

/** Lets the kernel route packets that arrive at a device. Returns whether this changed anything. */
export function enableForwarding(device: string): boolean {
  if (readFileSync(forwardingPath(device), 'utf8').trim() === '1') return false;
  writeFileSync(forwardingPath(device), '1');
  return true;
}

export function disableForwarding(device: string): void {
  try {
    writeFileSync(forwardingPath(device), '0');
  } catch {
    // The device is gone, and its setting with it.
  }
}
