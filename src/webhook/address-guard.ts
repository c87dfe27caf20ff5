import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** Networks that are not the public internet (IANA special-purpose address registries). */
const networks: readonly (readonly [address: string, bits: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
];

const private4 = new BlockList();
for (const [address, bits, family] of networks) private4.addSubnet(address, bits, family);

/** Of IPv6 only global unicast is public, without what leads to IPv4 or is for documentation. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const notGlobal6 = new BlockList();
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notGlobal6.addSubnet(address, bits, 'ipv6');
}

/** Whether an address is one of the public internet: not this machine's, not its neighbours', not a cloud's metadata service. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !private4.check(address, 'ipv4');
  if (family === 6) return global6.check(address, 'ipv6') && !notGlobal6.check(address, 'ipv6');
  return false;
}

export class PrivateAddress extends Error {
  constructor(host: string, address: string) {
    super(
      `${host} is at ${address}, which is not on the public internet; the operator can allow it (webhooks.allow_private)`,
    );
  }
}

type Found = (error: Error | null, addresses: LookupAddress[]) => void;

/**
 * A `lookup` for a connection that finds public addresses only. The address that was checked is the one connected to, so a
 * name that changes its address in between wins nothing.
 */
export function publicLookup(host: string, options: object, found: Found): void {
  const all: LookupAllOptions = { ...options, all: true };
  lookup(host, all, (error, addresses) => {
    const wrong = addresses?.find(({ address }) => !isPublicAddress(address));
    if (error !== null) found(error, []);
    else if (wrong !== undefined) found(new PrivateAddress(host, wrong.address), []);
    else found(null, addresses);
  });
}
