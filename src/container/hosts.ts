/** Inside a container, this server's own address: `https://api.upsun.com` leads here, over the loopback (T18). */
export const hostedApiAddress = '127.0.0.2';
export const hostedNames = ['api.upsun.com', 'auth.upsun.com'] as const;

export interface NamedAddress {
  readonly address: string;
  readonly names: readonly string[];
}

/** Text of `/etc/hosts`: itself, this server, and what the workload declared a relationship to. */
export function hostsFile(
  hostname: string,
  ownAddress: string,
  related: readonly NamedAddress[],
  additional: Readonly<Record<string, string>>,
): string {
  const lines = [
    '127.0.0.1 localhost',
    '::1 localhost ip6-localhost',
    `${hostedApiAddress} ${hostedNames.join(' ')}`,
    `${ownAddress} ${hostname}`,
    ...related.map(({ address, names }) => `${address} ${[...new Set(names)].join(' ')}`),
    ...Object.entries(additional).map(([name, address]) => `${address} ${name}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Text of `/etc/resolv.conf`. */
export function resolverFile(nameservers: readonly string[]): string {
  return `${nameservers.map((address) => `nameserver ${address}\n`).join('')}options timeout:2 attempts:2\n`;
}
