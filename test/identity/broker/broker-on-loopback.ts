import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Identity } from '../../../src/identity/broker/answer-request.ts';
import { type Broker, createBroker } from '../../../src/identity/broker/broker.ts';
import type { Pace } from '../../../src/identity/broker/pace.ts';
import { loadSigningKey } from '../../../src/identity/signing-key.ts';
import { web } from '../principals.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A broker whose connections come from a port of this machine, all of one container. */
export async function brokerOnLoopback(
  settings: { identity?: Identity; requestTimeoutMs?: number; pace?: Pace } = {},
) {
  const key = await loadSigningKey(temporaryFolder());
  const warnings: string[] = [];
  const log = { warn: (message: string) => void warnings.push(message) };
  const requestTimeoutMs = settings.requestTimeoutMs ?? 10_000;
  const broker: Broker = createBroker({
    key,
    log,
    requestTimeoutMs,
    ...(settings.pace ? { pace: settings.pace } : {}),
  });
  const identity = settings.identity ?? (() => web);
  const accept = (socket: Socket) => broker.accept(socket, identity);
  const server = createServer(accept).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    broker.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { key, warnings, broker, port, url: `http://127.0.0.1:${port}` };
}

/** Sends bytes as they are and brings back all that is answered until the connection ends. */
export async function sendBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(bytes);
  return text(socket);
}
