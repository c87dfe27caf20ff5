import { createHash } from 'node:crypto';
import { openBridge, removeUnused } from './bridge.ts';
import { ip, nft } from './command.ts';
import { firewallTable, removeTable } from './firewall.ts';
import { readForwarded, writeForwarded } from './forwarded.ts';
import { disableForwarding, enableForwarding, machineInterfaces, resolvers, uplinks } from './machine.ts';
import type { EnvironmentNetwork, Network } from './network.ts';

export interface LinuxNetworkSettings {
  /** Four characters that tell this server's interfaces from another's on the same machine. */
  readonly instance: string;
  /** A /16 for containers, `10.213.0.0/16`. */
  readonly pool: string;
}

/** A bridge of any server on this machine. */
const isBridge = /^er[0-9a-z]{4}b[0-9a-f]{6}$/;

/** Interface names have 15 characters at most; the same environment has the same bridge after a restart. */
const shortHash = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 6);

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

  const bridgeOf = (key: string) => `${prefix}b${shortHash(key)}`;
  const openEnvironment = (key: string) =>
    openBridge({ name: bridgeOf(key), interfacePrefix: `${prefix}v`, pool: settings.pool, table }, () =>
      open.delete(key),
    );

  return {
    async environment(key) {
      const existing = open.get(key) ?? openEnvironment(key);
      open.set(key, existing);
      return existing;
    },
    async remove(key) {
      const name = bridgeOf(key);
      const existing = await open.get(key)?.catch(() => undefined);
      open.delete(key);
      // Six digits of a hash: two environments in some millions share a bridge.
      if ([...open.keys()].some((other) => bridgeOf(other) === name)) return;
      if (existing !== undefined) return existing.close();
      if ((await machineInterfaces()).some((found) => found.name === name)) await ip([`link delete ${name}`]);
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
