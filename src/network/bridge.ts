import { closeSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrandError } from '../errors/errand-error.ts';
import { inTurnOfMachine } from '../linux/machine-lock.ts';
import { bridgeAddress, firstContainer, freeHostPart, lastContainer, type Subnet } from './addresses.ts';
import { addressInside, attach, furnishFirewall, type Socket } from './attachment.ts';
import { ip } from './command.ts';
import { enableForwarding, type MachineInterface, machineInterfaces } from './machine.ts';
import type { EnvironmentNetwork } from './network.ts';
import { type BridgeSettings, type RaisedBridge, raiseBridge } from './raise-bridge.ts';

const mostLooks = 20;
const pauseMilliseconds = 100;

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

async function raise(settings: BridgeSettings): Promise<RaisedBridge> {
  return inTurnOfMachine('errand-subnets', async () => {
    const interfaces = await machineInterfaces();
    interfaceCounter = Math.max(interfaceCounter, firstFreeNumber(settings.interfacePrefix, interfaces));
    return raiseBridge(settings, interfaces);
  });
}

/** An environment's bridge, up and empty. */
export async function openBridge(settings: BridgeSettings, onClose: () => void): Promise<EnvironmentNetwork> {
  const { name, subnet } = await raise(settings);
  configureKernel(name);
  const machine = openSync('/proc/self/ns/net', 'r');
  const inUse = new Set<number>();
  const socketFor = (part: number): Socket => ({
    bridge: name,
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
      await ip([`link delete ${name}`]);
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
