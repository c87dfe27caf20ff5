/** An environment's share of the address pool: one /24. Host part 1 is the bridge; containers get 2…254. */
export interface Subnet {
  /** First three octets: `10.213.4`. */
  readonly prefix: string;
}

export const firstContainer = 2;
export const lastContainer = 254;

/** The subnets of a pool written `10.213.0.0/16`, in order. The pool is a /16. */
export function subnetsOf(pool: string): readonly Subnet[] {
  const [first, second] = pool.split('.');
  return Array.from({ length: 256 }, (_, third) => ({ prefix: `${first}.${second}.${third}` }));
}

/** The first subnet of the pool that no interface of the machine has an address in, or null where all are taken. */
export function freeSubnet(pool: string, addressesInUse: readonly string[]): Subnet | null {
  const taken = new Set(addressesInUse.map((address) => address.split('.').slice(0, 3).join('.')));
  return subnetsOf(pool).find((subnet) => !taken.has(subnet.prefix)) ?? null;
}

export function bridgeAddress(subnet: Subnet): string {
  return `${subnet.prefix}.1`;
}

/** The lowest host part not in use, or null where the subnet is full. */
export function freeHostPart(inUse: ReadonlySet<number>): number | null {
  for (let part = firstContainer; part <= lastContainer; part++) if (!inUse.has(part)) return part;
  return null;
}

/**
 * The link address of an IPv4 address on a bridge, always the same: whoever knows the address of a container or of
 * the bridge finds the next one that has it, too. A bridge without a fixed one takes the lowest of its ports', and
 * so changes it, unheard by the containers, whenever that port goes. Locally administered (IEEE 802).
 */
export function linkAddress(address: string): string {
  const octets = address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'));
  return ['02', '00', ...octets].join(':');
}
