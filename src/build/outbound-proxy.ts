import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { isAllowed, targetOf } from './allow-list.ts';

/** Where it is found in a build's container. */
export const proxyAddress = { address: '127.0.0.1', port: 3128 } as const;

export interface OutboundProxy {
  /** Serves a connection from a build's container. */
  accept(socket: Socket): void;
  close(): void;
}

const idleMilliseconds = 120_000;
const hopByHop = ['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'upgrade'];

/**
 * An HTTP proxy that leads to some hosts only, by their names: a firewall knows addresses, which change and are shared. Builds have no
 * other way out. https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export function createOutboundProxy(allowed: readonly string[]): OutboundProxy {
  const refusal = (host: string) => `A build may not reach ${host}: builds.network does not list it.\n`;
  const server = createServer((incoming, response) => forward(incoming, response, allowed, refusal));
  server.on('connect', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    // Node.js takes its own listener off: a build that resets the connection would end the process.
    socket.on('error', () => socket.destroy());
    const target = targetOf(`https://${incoming.url ?? ''}`);
    if (target === null || !isAllowed(allowed, target.hostname)) {
      const text = refusal(target?.hostname ?? 'that');
      socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
      return;
    }
    tunnel(socket, head, target.hostname, Number(target.port || 443));
  });
  return {
    accept: (socket) => void server.emit('connection', socket),
    close: () => server.closeAllConnections(),
  };
}

function tunnel(socket: Socket, head: Buffer, host: string, port: number): void {
  const onward = connect({ host: host.replace(/^\[|\]$/g, ''), port, timeout: idleMilliseconds });
  const end = () => {
    onward.destroy();
    socket.destroy();
  };
  let connected = false;
  onward.once('error', (error) => {
    if (connected || !socket.writable) end();
    else socket.end(`HTTP/1.1 502 Bad Gateway\r\n\r\n${error.message}\n`);
  });
  onward.once('timeout', end);
  socket.once('error', end).once('close', () => onward.destroy());
  onward.once('connect', () => {
    connected = true;
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) onward.write(head);
    socket.pipe(onward);
    onward.pipe(socket);
  });
}

function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  allowed: readonly string[],
  refusal: (host: string) => string,
): void {
  const target = targetOf(incoming.url ?? '');
  if (target === null || target.protocol !== 'http:' || !isAllowed(allowed, target.hostname)) {
    response.writeHead(403, { 'Content-Type': 'text/plain' }).end(refusal(target?.hostname ?? 'that'));
    return;
  }
  const headers = { ...incoming.headers, host: target.host };
  for (const name of hopByHop) delete headers[name as keyof typeof headers];
  const onward = request(
    target,
    { method: incoming.method, headers, timeout: idleMilliseconds },
    (answer) => {
      // `HTTP/1.1 000` is a head that Node.js reads and does not write.
      try {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
      } catch (error) {
        onward.destroy(error instanceof Error ? error : new Error('no head'));
        return;
      }
      pipeline(answer, response, () => undefined);
    },
  );
  onward.once('timeout', () => onward.destroy(new Error('no answer')));
  onward.once('error', (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'Content-Type': 'text/plain' }).end(`${error.message}\n`);
  });
  pipeline(incoming, onward, () => undefined);
}
