import { nft, runWithInput } from './command.ts';

/**
 * Devices that this server lets the kernel route for, as a set in its own firewall table: known to the next server
 * after a kill -9, and forgotten together with the setting itself at a reboot.
 */
const setName = 'forwarded';

interface NftListing {
  readonly nftables: readonly { readonly set?: { readonly elem?: readonly string[] } }[];
}

/** What a former server of the same table wrote down; none where there was none. To be read before the table is replaced. */
export async function readForwarded(table: string): Promise<readonly string[]> {
  const words = ['--json', 'list', 'set', 'inet', table, setName];
  const printed = await runWithInput('nft', words, '').catch(() => null);
  if (printed === null) return [];
  return (JSON.parse(printed) as NftListing).nftables.flatMap(({ set }) => set?.elem ?? []);
}

export async function writeForwarded(table: string, devices: readonly string[]): Promise<void> {
  if (devices.length === 0) return;
  const elements = devices.map((device) => `"${device}"`).join(', ');
  await nft(
    `add set inet ${table} ${setName} { type ifname; }\nadd element inet ${table} ${setName} { ${elements} }\n`,
  );
}
