import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Authority } from '../authority.ts';
import { closeHandedOver, connectionLimits, startHandedOver } from './handed-over.ts';

type ServerCertificate = Pick<Authority, 'serverCertificatePem' | 'serverKeyPem'>;

/** What a container finds at `https://api.upsun.com` (T18): this server's API, over TLS that the container trusts. */
export interface HostedApi {
  /** Serves a connection that was accepted inside a container. Who calls is told by the access token alone. */
  accept(socket: Socket): void;
  /** Uses a renewed certificate for connections from now on. */
  renew(certificate: ServerCertificate): void;
  /** Ends every connection. */
  close(): void;
}

function contextOf(certificate: ServerCertificate) {
  return { cert: certificate.serverCertificatePem, key: certificate.serverKeyPem };
}

/** One TLS server for all containers; it listens nowhere itself. `handler` is the API. */
export function createHostedApi(certificate: ServerCertificate, handler: RequestListener): HostedApi {
  const limits = { ...connectionLimits, handshakeTimeout: 10_000, headersTimeout: 20_000 };
  const server = createServer({ ...contextOf(certificate), ...limits, ALPNProtocols: ['http/1.1'] }, handler);
  const open = new Set<Socket>();
  let closed = false;
  startHandedOver(server);

  return {
    accept(socket) {
      if (closed) return void socket.destroy();
      // A connection in its TLS handshake is unknown to the HTTP server, and has to be ended from here.
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      server.emit('connection', socket);
    },
    renew(renewed) {
      server.setSecureContext(contextOf(renewed));
    },
    close() {
      closed = true;
      for (const socket of open) socket.destroy();
      closeHandedOver(server);
    },
  };
}
