import { openBridge, removeUnused } from './bridge.ts';
import { nft } from './command.ts';
import { firewallTable, removeTable } from './firewall.ts';
import { readForwarded, writeForwarded } from './forwarded.ts';
import { disableForwarding, enableForwarding, machineInterfaces, resolvers, uplinks } from './machine.ts';
import type { EnvironmentNetwork, Network } from './network.ts';
import { removeBridge } from './raise-bridge.ts';

export interface LinuxNetworkSettings {
  /** Four characters that tell this server's interfaces from another's on the same machine. */
  readonly instance: string;
  /** A /16 for containers, `10.213.0.0/16`. */
  readonly pool: string;
}

/** A bridge of any server on this machine. */
const isBridge = /^er[0-9a-z]{4}b[0-9a-f]{6}$/;

/** Bridges, namespaces and firewall of one server, by iproute2 and nftables. */
export async function openLinuxNetwork(settings: LinuxNetworkSettings): Promise<Network> {
  const prefix = `er${settings.instance}`;
  const table = `errand_${settings.instance}`;
  const before = await readForwarded(table);
  await nft(
    firewallTable({ table, bridgePrefix: `${prefix}b`, pool: settings.pool, resolvers: resolvers() }),
  );
  const forwarded = [...new Set([...before, ...(await uplinks()).filter(enableForwarding)])];
  await writeForwarded(table, forwarded);
  const open = new Map<string, Promise<EnvironmentNetwork>>();

  const place = { bridgePrefix: `${prefix}b`, interfacePrefix: `${prefix}v`, pool: settings.pool, table };
  const openEnvironment = (key: string) => {
    const opening = openBridge({ key, ...place }, () => open.delete(key));
    open.set(key, opening);
    // The next who asks tries again.
    opening.catch(() => open.delete(key));
    return opening;
  };

  return {
    async environment(key) {
      return open.get(key) ?? openEnvironment(key);
    },
    async remove(key) {
      const existing = await open.get(key)?.catch(() => undefined);
      open.delete(key);
      if (existing !== undefined) return existing.close();
      await removeBridge(place.bridgePrefix, key);
    },
    async close() {
      for (const environment of await Promise.all(open.values())) await environment.close();
      const all = await machineInterfaces();
      await removeUnused(all.map(({ name }) => name).filter((name) => name.startsWith(`${prefix}b`)));
      await nft(removeTable(table));
      // Another server of this machine may need what this one switched on.
      const others = (await machineInterfaces()).some(({ name }) => isBridge.test(name));
      if (!others) for (const device of forwarded) disableForwarding(device);
    },
  };
}
