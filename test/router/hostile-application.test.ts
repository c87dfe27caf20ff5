import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApplicationProxy } from '../../src/router/application-proxy.ts';
import { containerAgent } from '../../src/router/container-agent.ts';
import { watchUncaught } from '../support/uncaught.ts';

let answer = '';
let uncaught: ReturnType<typeof watchUncaught>;
const application: Server = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', () => socket.end(Buffer.from(answer, 'latin1')));
});
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const agent = containerAgent(() => connect(portOf(application), '127.0.0.1'));
const proxy = createApplicationProxy();
const front = createHttpServer((request, response) => proxy.request(agent, request, response));

beforeAll(async () => {
  await once(application.listen(0, '127.0.0.1'), 'listening');
  await once(front.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  agent.destroy();
  front.close();
  application.close();
});
beforeEach(() => {
  uncaught = watchUncaught();
});
afterEach(() => uncaught.end());

/** All that a visitor gets. */
async function visit(head: string, body = 'hi'): Promise<string> {
  answer = `${head}\r\n\r\n${body}`;
  const socket = connect(portOf(front), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  return text(socket);
}

test.each([
  ['no status', 'HTTP/1.1 000 OK\r\nContent-Length: 2'],
  ['a status below 100', 'HTTP/1.1 099 OK'],
  ['a status of a connection that nobody asked for', 'HTTP/1.1 101 Switching'],
  ['a control character in the reason', 'HTTP/1.1 200 \x01\r\nContent-Length: 2\r\nX-Left: over'],
  ['no HTTP at all', 'hello'],
])('an answer with %s is answered with 502', async (_, head) => {
  const got = await visit(head);
  expect(got).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
  expect(got).toContain('502: the application does not answer (');
  expect(got).not.toContain('left');
  expect(uncaught.errors).toEqual([]);
});

test.each([
  ['announces trailers it cannot have', 'HTTP/1.1 200 OK\r\nTrailer: X\r\nContent-Length: 2'],
  ['has letters of Latin 1', 'HTTP/1.1 200 \xff\xff\r\nX: \xe9\r\nContent-Length: 2'],
  ['says something of its own connection', 'HTTP/1.1 200 OK\r\nConnection: close\r\nKeep-Alive: timeout=5'],
])('an answer that %s is passed on', async (_, head) => {
  const got = await visit(head);
  expect(got).toMatch(/^HTTP\/1\.1 200 /);
  expect(got).toContain('hi');
  expect(got).not.toMatch(/trailer|keep-alive/i);
  expect(uncaught.errors).toEqual([]);
});

test('an answer comes with its own status, reason and headers', async () => {
  const got = await visit(
    'HTTP/1.1 201 Made\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-A: b\r\nContent-Length: 2',
  );
  expect(got).toMatch(/^HTTP\/1\.1 201 Made\r\n/);
  expect(got).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\nx-a: b\r\n/i);
  expect(await visit('HTTP/1.1 304 Not Modified\r\nETag: "x"', '')).toMatch(/^HTTP\/1\.1 304 .*etag: "x"/is);
});
