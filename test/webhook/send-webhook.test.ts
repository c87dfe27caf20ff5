import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/secret/secret.ts';
import { newWebhookSecret } from '../../src/webhook/integration-room.ts';
import { sendWebhook } from '../../src/webhook/send-webhook.ts';

/** A receiver that says these bytes to each request, or closes the connection. */
async function openRawReceiver(answer: string | null) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => (answer === null ? socket.destroy() : socket.write(answer)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, sockets };
}

const terms = { timeoutMilliseconds: 300, allowPrivate: true, userAgent: 'Errand' };
const send = (url: string) =>
  sendWebhook({ id: 'msg_1', url, secret: new Secret(newWebhookSecret()), body: '{}' }, terms);

const timeout = 'it did not answer within 0.3 s';

describe('the sending of a webhook settles', () => {
  it.each([
    ['takes it', 'HTTP/1.1 204 No Content\r\n\r\n', { kind: 'delivered', status: 204 }],
    [
      'answers with another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n',
      { kind: 'failed', status: 101, error: 'it answered 101', final: false },
    ],
    ['only says that it will', 'HTTP/1.1 103 Early Hints\r\n\r\n', { kind: 'failed', error: timeout }],
    ['says nothing', '', { kind: 'failed', status: null, error: timeout }],
    ['says nonsense', 'hello\r\n\r\n', { kind: 'failed', status: null }],
    ['closes the connection', null, { kind: 'failed', error: 'socket hang up' }],
    ['has an answer without an end', 'HTTP/1.1 200 OK\r\n\r\nand so on', { kind: 'delivered', status: 200 }],
  ])(
    'where the receiver %s',
    async (_, answer, attempt) => {
      const { url, sockets } = await openRawReceiver(answer);
      expect(await send(url)).toMatchObject(attempt);
      // And the connection is given up.
      await expect
        .poll(() => sockets.every(({ destroyed, readableEnded }) => destroyed || readableEnded))
        .toBe(true);
    },
    3000,
  );
});
