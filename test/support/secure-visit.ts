import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { PeerCertificate, TLSSocket } from 'node:tls';

export interface SecureVisit {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly certificate: PeerCertificate;
}

/** A request over TLS to a host name of a server on the loopback. Throws where the certificate is not trusted. */
export async function secureVisit(
  port: number,
  host: string,
  path: string,
  options: RequestOptions = {},
): Promise<SecureVisit> {
  const headers = { host: `${host}:${port}` };
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    headers,
    servername: host,
    agent: false,
    ...options,
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const certificate = (response.socket as TLSSocket).getPeerCertificate();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: await text(response),
    certificate,
  };
}
