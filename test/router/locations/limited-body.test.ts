import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFront } from '../../../src/router/application-front.ts';
import { createApplicationProxy } from '../../../src/router/application-proxy.ts';
import { containerAgent } from '../../../src/router/container-agent.ts';

/** What the application was sent, and how that ended. */
const seen: { bytes: number; end: 'complete' | 'broken off' | null }[] = [];
const application = createServer((request, response) => {
  const one: (typeof seen)[number] = { bytes: 0, end: null };
  seen.push(one);
  if (request.url === '/at-once') response.write('begun');
  request.on('data', (chunk: Buffer) => {
    one.bytes += chunk.length;
  });
  request.on('error', () => undefined);
  request.once('close', () => {
    one.end = request.complete ? 'complete' : 'broken off';
    response.end(`${one.bytes}`);
  });
});
const portOf = (server: typeof application) => (server.address() as AddressInfo).port;
const agent = containerAgent(() => connect(portOf(application), '127.0.0.1'));
const locations = { '/': { passthru: true, request_buffering: { max_request_size: 3000 } } };
const logged: unknown[] = [];
const front = createFront({
  web: { start: 'node .', locations } as never,
  agent,
  proxy: createApplicationProxy(),
  scripts: null,
  bodies: { take: async () => 'no_room' },
  log: { error: (fields) => logged.push(fields) },
  folder: () => null,
});
const server = createServer((request, response) => front.request(request, response));

beforeAll(async () => {
  await once(application.listen(0, '127.0.0.1'), 'listening');
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  agent.destroy();
  for (const one of [server, application]) {
    one.closeAllConnections();
    one.close();
  }
  expect(logged).toEqual([]);
});

/** Begins a body of unknown length. */
function upload(path: string) {
  const headers = { 'transfer-encoding': 'chunked' };
  const outgoing = send({ port: portOf(server), path, method: 'POST', headers });
  outgoing.on('error', () => undefined);
  const answer = once(outgoing, 'response').then(([found]) => found as IncomingMessage);
  return { outgoing, answer };
}

test('a body that streams comes whole, up to what the location takes', async () => {
  const { outgoing, answer } = upload('/');
  outgoing.write('x'.repeat(2000));
  outgoing.end('x'.repeat(1000));
  expect(await text(await answer)).toBe('3000');
  expect(seen.at(-1)).toEqual({ bytes: 3000, end: 'complete' });
});

test('one that grows larger is refused, and is no whole body to the application', async () => {
  const { outgoing, answer } = upload('/');
  outgoing.write('x'.repeat(2000));
  await expect.poll(() => seen.at(-1)?.bytes).toBe(2000);
  outgoing.write('x'.repeat(1001));
  const { statusCode } = await answer;
  expect(statusCode).toBe(413);
  expect(await text(await answer)).toContain('larger than 3000 bytes (request_buffering.max_request_size)');
  await expect.poll(() => seen.at(-1)).toEqual({ bytes: 2000, end: 'broken off' });
});

test('an answer that has begun breaks off with it', async () => {
  const { outgoing, answer } = upload('/at-once');
  outgoing.write('x');
  const begun = await answer;
  expect(begun.statusCode).toBe(200);
  outgoing.write('x'.repeat(3000));
  await expect(text(begun)).rejects.toThrow('aborted');
  await expect.poll(() => seen.at(-1)).toEqual({ bytes: 1, end: 'broken off' });
});
