import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type BlockList, isIP, isIPv6 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { hostOf } from './host-name.ts';
import type { Scheme } from './site.ts';

/** Who asks, and how: from the connection, or from a proxy that the operator trusts. */
export interface Visitor {
  readonly address: string;
  readonly scheme: Scheme;
  /** The Host header as it came. */
  readonly host: string;
  readonly port: number;
}

/** What a visitor may not tell an application about themselves. */
const toldByTheServer =
  /^(forwarded|x-forwarded-.*|x-real-ip|x-client-(ip|ssl|cert.*|dn|verify)|x-original-(url|uri|route|host)|x-rewrite-url)$/;

/** Programs read `X_Client_SSL` and `X.Client.SSL` as they do `X-Client-SSL`: CGI and its heirs know letters, digits and `_`. */
const isToldByTheServer = (name: string) => toldByTheServer.test(name.replaceAll(/[^a-z0-9]/g, '-'));

/** `::ffff:127.0.0.1` is an IPv4 address. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '');
}

function isTrusted(address: string, trusted: BlockList): boolean {
  return address !== '' && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function listOf(header: string | string[] | undefined): readonly string[] {
  return String(header ?? '')
    .split(',')
    .map((each) => plainAddress(each.trim()))
    .filter((each) => each !== '');
}

/** The last address that no trusted proxy has: what stands before it anybody may have written. */
function visitorAddress(peer: string, headers: IncomingHttpHeaders, trusted: BlockList): string {
  const hops = [...listOf(headers['x-forwarded-for']), peer];
  const first = hops.findLast((hop) => isIP(hop) === 0 || !isTrusted(hop, trusted)) ?? hops[0] ?? peer;
  return isIP(first) === 0 ? peer : first;
}

/** Reads who asks. Headers count only where the other end of the connection is a trusted proxy. */
export function visitorOf({ socket, headers }: IncomingMessage, trusted: BlockList): Visitor {
  const peer = plainAddress(socket.remoteAddress);
  const encrypted = (socket as Partial<TLSSocket>).encrypted === true;
  const scheme: Scheme = encrypted ? 'https' : 'http';
  const host = headers.host ?? '';
  if (!isTrusted(peer, trusted)) return { address: peer, scheme, host, port: socket.localPort ?? 0 };
  const [proto] = listOf(headers['x-forwarded-proto']);
  const [forwardedHost] = listOf(headers['x-forwarded-host']);
  const told: Scheme = proto === 'https' || proto === 'http' ? proto : scheme;
  const shown = forwardedHost ?? host;
  const port = Number(/:(\d+)$/.exec(shown)?.[1] ?? (told === 'https' ? 443 : 80));
  return { address: visitorAddress(peer, headers, trusted), scheme: told, host: shown, port };
}

/** RFC 7239: an IPv6 address stands in brackets and quotes, and so does a host with a port. */
function forwardedHeader({ address, scheme, host }: Visitor): string {
  const node = isIPv6(address) ? `"[${address}]"` : address;
  return `for=${node};host="${host.replaceAll(/["\\]/g, '')}";proto=${scheme}`;
}

/** Takes out what the visitor claims and puts in what is so. */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  visitor: Visitor,
  originalRoute: string | null,
): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !isToldByTheServer(name));
  return {
    ...Object.fromEntries(kept),
    host: visitor.host,
    forwarded: forwardedHeader(visitor),
    'x-client-ip': visitor.address,
    'x-forwarded-for': visitor.address,
    'x-forwarded-host': visitor.host,
    'x-forwarded-port': String(visitor.port),
    'x-forwarded-proto': visitor.scheme,
    ...(visitor.scheme === 'https' ? { 'x-client-ssl': 'on' } : {}),
    ...(originalRoute === null ? {} : { 'x-original-route': originalRoute }),
  };
}

/** The name that a request is for, in lower case and without its port. */
export function askedHost({ host }: Visitor): string {
  return hostOf(host);
}
