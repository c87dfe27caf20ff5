import { closeSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrandError } from '../errors/errand-error.ts';
import { inTurnOfMachine } from '../linux/machine-lock.ts';
import {
  bridgeAddress,
  firstContainer,
  freeHostPart,
  freeSubnet,
  lastContainer,
  linkAddress,
  type Subnet,
} from './addresses.ts';
import { addressInside, attach, furnishFirewall, type Socket } from './attachment.ts';
import { ip } from './command.ts';
import { enableForwarding, type MachineInterface, machineInterfaces } from './machine.ts';
import type { EnvironmentNetwork } from './network.ts';

const mostLooks = 20;
const pauseMilliseconds = 100;

export interface BridgeSettings {
  readonly name: string;
  readonly interfacePrefix: string;
  readonly pool: string;
  readonly table: string;
}

/**
 * Finds the bridge a previous server left, or makes one on the first free subnet of the pool. Two servers of the
 * machine do this one after the other, or both would find the same subnet free.
 */
async function raise(settings: BridgeSettings, interfaces: readonly MachineInterface[]): Promise<Subnet> {
  const left = interfaces.find(({ name }) => name === settings.name);
  const address = left?.addresses.find((candidate) => candidate.endsWith('.1'));
  if (address !== undefined) return { prefix: address.slice(0, -'.1'.length) };
  const subnet = freeSubnet(
    settings.pool,
    interfaces.flatMap(({ addresses }) => addresses),
  );
  if (subnet === null) {
    throw new ErrandError(
      'start_failed',
      `every subnet of ${settings.pool} is in use; set ERRAND_NETWORK to another pool`,
    );
  }
  await ip([
    `link add ${settings.name} address ${linkAddress(bridgeAddress(subnet))} type bridge forward_delay 0`,
    `address add ${bridgeAddress(subnet)}/24 dev ${settings.name}`,
    `link set ${settings.name} up`,
  ]);
  return subnet;
}

function configureKernel(bridge: string): void {
  enableForwarding(bridge);
  writeFileSync(`/proc/sys/net/ipv4/conf/${bridge}/send_redirects`, '0');
  writeFileSync(`/proc/sys/net/ipv6/conf/${bridge}/disable_ipv6`, '1');
}

let interfaceCounter = 0;

/** The first number after those in names of containers that outlived the server that made them. */
function firstFreeNumber(prefix: string, interfaces: readonly MachineInterface[]): number {
  const left = interfaces.filter(({ name }) => name.startsWith(prefix));
  return Math.max(-1, ...left.map(({ name }) => Number.parseInt(name.slice(prefix.length), 36))) + 1;
}

/** The host part that a namespace has on the bridge. Throws for a namespace that is none of ours, such as a reused process id's. */
async function partInside(subnet: Subnet, namespace: number): Promise<number> {
  const address = await addressInside(namespace);
  if (!address.startsWith(`${subnet.prefix}.`)) throw new Error(`${address} is not on ${subnet.prefix}.0/24`);
  return Number(address.split('.').at(-1));
}

/** The host part of an address that somebody wants, if it is on this bridge and free. */
function wantedPart(subnet: Subnet, address: string | undefined, inUse: ReadonlySet<number>): number | null {
  if (address === undefined || !address.startsWith(`${subnet.prefix}.`)) return null;
  const part = Number(address.slice(subnet.prefix.length + 1));
  const possible = part >= firstContainer && part <= lastContainer;
  return possible && !inUse.has(part) ? part : null;
}

/** An environment's bridge, up and empty. */
export async function openBridge(settings: BridgeSettings, onClose: () => void): Promise<EnvironmentNetwork> {
  const { interfaces, subnet } = await inTurnOfMachine('errand-subnets', async () => {
    const present = await machineInterfaces();
    return { interfaces: present, subnet: await raise(settings, present) };
  });
  interfaceCounter = Math.max(interfaceCounter, firstFreeNumber(settings.interfacePrefix, interfaces));
  configureKernel(settings.name);
  const machine = openSync('/proc/self/ns/net', 'r');
  const inUse = new Set<number>();
  const socketFor = (part: number): Socket => ({
    bridge: settings.name,
    gateway: bridgeAddress(subnet),
    interfaceName: `${settings.interfacePrefix}${(interfaceCounter++).toString(36)}`,
    address: `${subnet.prefix}.${part}`,
    table: settings.table,
  });
  return {
    async attach(request) {
      const part = wantedPart(subnet, request.address, inUse) ?? freeHostPart(inUse);
      if (part === null)
        throw new ErrandError('start_failed', `the environment's subnet ${subnet.prefix}.0/24 is full`);
      inUse.add(part);
      return attach(socketFor(part), request, machine, () => inUse.delete(part));
    },
    async adopt(pid, request) {
      const namespace = openSync(`/proc/${pid}/ns/net`, 'r');
      const part = await partInside(subnet, namespace).catch((error: unknown) => {
        closeSync(namespace);
        throw error;
      });
      inUse.add(part);
      return furnishFirewall(socketFor(part), request, namespace, () => inUse.delete(part));
    },
    async close() {
      closeSync(machine);
      await ip([`link delete ${settings.name}`]);
      onClose();
    },
  };
}

/** Removes those of these bridges that no container is on any more: of environments of which nobody has told this server. */
export async function removeUnused(bridges: readonly string[]): Promise<void> {
  await Promise.all(bridges.map(removeIfUnused));
}

async function removeIfUnused(name: string): Promise<void> {
  const portsOf = () => readdirSync(`/sys/class/net/${name}/brif`).length;
  // The kernel takes an interface away some time after the container that had its other end.
  for (let look = 0; portsOf() > 0 && look < mostLooks; look++) await delay(pauseMilliseconds);
  if (portsOf() === 0) await ip([`link delete ${name}`]);
}
