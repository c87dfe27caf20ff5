import { readFileSync } from 'node:fs';
import { ErrandError } from '../errors/errand-error.ts';
import { bridgeAddress, freeSubnet, linkAddress, type Subnet } from './addresses.ts';
import { bridgeOwner, chooseBridge, type PresentBridge } from './bridge-name.ts';
import { ip } from './command.ts';
import { type MachineInterface, machineInterfaces } from './machine.ts';

export interface BridgeSettings {
  /** Which environment's it is. */
  readonly key: string;
  /** Names of this server's bridges begin with it, and of no other interface. */
  readonly bridgePrefix: string;
  readonly interfacePrefix: string;
  readonly pool: string;
  readonly table: string;
}

/** A bridge that is up, and its share of the pool. */
export interface RaisedBridge {
  readonly name: string;
  readonly subnet: Subnet;
}

function ownerOf(name: string): string {
  return readFileSync(`/sys/class/net/${name}/ifalias`, 'utf8').trim();
}

function bridgesAmong(interfaces: readonly MachineInterface[], prefix: string): readonly PresentBridge[] {
  const names = interfaces.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  return names.map((name) => ({ name, owner: ownerOf(name) }));
}

function needSubnet(pool: string, interfaces: readonly MachineInterface[]): Subnet {
  const subnet = freeSubnet(
    pool,
    interfaces.flatMap(({ addresses }) => addresses),
  );
  if (subnet !== null) return subnet;
  throw new ErrandError(
    'start_failed',
    `every subnet of ${pool} is in use; set ERRAND_NETWORK to another pool`,
  );
}

/**
 * Finds the bridge a previous server left to the same environment, or makes one on the first free subnet of the pool. Never takes
 * one that is another environment's: whoever has a bridge has the addresses on it, and what the firewall opened for them. To be
 * done by one server of the machine after the other, or both would find the same name and subnet free.
 */
export async function raiseBridge(
  { key, bridgePrefix, pool }: BridgeSettings,
  interfaces: readonly MachineInterface[],
): Promise<RaisedBridge> {
  const name = chooseBridge(bridgePrefix, key, bridgesAmong(interfaces, bridgePrefix));
  const writeOwner = `link set ${name} alias ${bridgeOwner(key)}`;
  const left = interfaces.find((one) => one.name === name);
  const address = left?.addresses.find((candidate) => candidate.endsWith('.1'));
  if (address !== undefined) {
    await ip([writeOwner]);
    return { name, subnet: { prefix: address.slice(0, -'.1'.length) } };
  }
  const subnet = needSubnet(pool, interfaces);
  await ip([
    // Without an address it was left half made.
    ...(left === undefined ? [] : [`link delete ${name}`]),
    `link add ${name} address ${linkAddress(bridgeAddress(subnet))} type bridge forward_delay 0`,
    writeOwner,
    `address add ${bridgeAddress(subnet)}/24 dev ${name}`,
    `link set ${name} up`,
  ]);
  return { name, subnet };
}

/** Removes the bridge that a former server left to an environment that is no more; does nothing where there is none. */
export async function removeBridge(bridgePrefix: string, key: string): Promise<void> {
  const bridges = bridgesAmong(await machineInterfaces(), bridgePrefix);
  for (const { name, owner } of bridges) if (owner === bridgeOwner(key)) await ip([`link delete ${name}`]);
}
