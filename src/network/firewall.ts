/** A connection that a relationship allows: from one container to one port of another, TCP, in this direction only. */
export interface Permission {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

export interface FirewallSettings {
  readonly table: string;
  /** Interfaces of this server's bridges begin with it. */
  readonly bridgePrefix: string;
  /** Addresses of containers, `10.213.0.0/16`. */
  readonly pool: string;
  /** The machine's DNS servers, which may be private addresses. */
  readonly resolvers: readonly string[];
}

/** Not the public internet: loopback, private, carrier, link-local (where clouds keep credentials), multicast, reserved. */
const privateRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
];

/**
 * The table that keeps containers apart. Ports of a bridge are isolated from one another, so whatever leaves a
 * container is routed by the host and passes here:
 * to the machine itself: nothing; to another container: what a relationship allows; outside: the public internet
 * and the machine's DNS servers, for containers whose address is in `egress`. What leaves the machine gets its address;
 * what goes to a bridge of any server, all named `er…`, keeps its own, since another server may use the same pool.
 */
export function firewallTable(settings: FirewallSettings): string {
  const { table, bridgePrefix, pool, resolvers } = settings;
  const bridges = `"${bridgePrefix}*"`;
  const dns =
    resolvers.length === 0
      ? ''
      : `
    ip daddr { ${resolvers.join(', ')} } meta l4proto { tcp, udp } th dport 53 accept`;
  return `table inet ${table}
delete table inet ${table}
table inet ${table} {
  set related {
    type ipv4_addr . ipv4_addr . inet_service
  }
  set egress {
    type ipv4_addr
  }
  chain input {
    type filter hook input priority -10; policy accept;
    iifname ${bridges} jump to_machine
  }
  chain to_machine {
    ct state established,related accept
    drop
  }
  chain forward {
    type filter hook forward priority -10; policy accept;
    iifname ${bridges} jump from_container
    oifname ${bridges} jump to_container
  }
  chain from_container {
    ct state established,related accept
    ct state invalid drop
    oifname ${bridges} jump between
    ip saddr @egress jump outside
    drop
  }
  chain between {
    ip saddr . ip daddr . tcp dport @related accept
    drop
  }
  chain outside {${dns}
    ip daddr { ${privateRanges.join(', ')} } drop
    accept
  }
  chain to_container {
    ct state established,related accept
    ip saddr . ip daddr . tcp dport @related accept
    drop
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${pool} oifname != "er*" masquerade
  }
}
`;
}

const elements = (permissions: readonly Permission[]) =>
  permissions.map(({ from, to, port }) => `${from} . ${to} . ${port}`).join(', ');

/** Opens what a new container may reach. Empty where there is nothing to open. */
export function admit(
  table: string,
  address: string,
  egress: boolean,
  permissions: readonly Permission[],
): string {
  const lines: string[] = [];
  if (egress) lines.push(`add element inet ${table} egress { ${address} }`);
  if (permissions.length > 0) lines.push(`add element inet ${table} related { ${elements(permissions)} }`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Takes back what `admit` opened, so that the next container with this address starts with nothing. */
export function dismiss(
  table: string,
  address: string,
  egress: boolean,
  permissions: readonly Permission[],
): string {
  return admit(table, address, egress, permissions).replaceAll('add element', 'delete element');
}

export function removeTable(table: string): string {
  return `table inet ${table}\ndelete table inet ${table}\n`;
}
