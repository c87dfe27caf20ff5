import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, BlockList, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFront } from '../../src/router/application-front.ts';
import { createApplicationProxy } from '../../src/router/application-proxy.ts';
import { containerAgent } from '../../src/router/container-agent.ts';
import { resolveRoutes } from '../../src/router/route-table.ts';
import { createRouter } from '../../src/router/router.ts';
import { watchUncaught } from '../support/uncaught.ts';
import { redirect, site, upstream } from './sample-site.ts';

// What the check of configurations refuses by now may have been deployed before it did.
const folder = mkdtempSync(join(tmpdir(), 'errand-front-'));
const descriptor = openSync(folder, 'r');
const logged: unknown[] = [];
const front = createFront({
  web: {
    start: null,
    locations: { '/': { root: '', headers: { 'X-A': 'a\nb', Trailer: 'x', 'X-B': 'kept' } } },
  } as never,
  agent: containerAgent(() => {
    throw new Error('there is no application');
  }),
  proxy: createApplicationProxy(),
  scripts: null,
  bodies: { take: async () => 'no_room' },
  log: { error: (fields) => logged.push(fields) },
  folder: () => descriptor,
});
const paths = { '/r': { to: '/x', code: 1000 }, '/half': { to: 'http://x/\uD800/' } };
const routes = resolveRoutes(
  {
    'https://{default}/': upstream('web', { redirects: { paths } }),
    'https://h.{default}/': redirect('http://x/\uD800'),
  },
  site(),
);
const router = createRouter({
  domain: 'localhost',
  trusted: new BlockList(),
  find: () => ({ site: site(), routes, frontOf: () => front }),
});
const server = createServer((request, response) => router.request(request, response));
let uncaught: ReturnType<typeof watchUncaught>;

beforeAll(async () => {
  writeFileSync(join(folder, 'x.txt'), 'x');
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
});
afterAll(() => {
  server.close();
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  uncaught = watchUncaught();
});
afterEach(() => {
  uncaught.end();
  expect(uncaught.errors).toEqual([]);
  expect(logged).toEqual([]);
});

function visit(path: string, host = 'main--shop.localhost', more = ''): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`);
  return text(socket);
}

test('a redirect with a status that is none answers with the usual one', async () => {
  expect(await visit('/r')).toMatch(/^HTTP\/1\.1 302 .*location: \/x\r\n/is);
});

test('a redirect to half a character leads to what stands for one', async () => {
  expect(await visit('/half')).toMatch(/^HTTP\/1\.1 302 .*location: http:\/\/x\/%EF%BF%BD\/\r\n/is);
  expect(await visit('/', 'h.main--shop.localhost')).toMatch(
    /^HTTP\/1\.1 301 .*location: http:\/\/x\/%EF%BF%BD\/\r\n/is,
  );
});

test('headers that cannot be sent are left out', async () => {
  const answer = await visit('/x.txt');
  expect(answer).toMatch(/^HTTP\/1\.1 200 .*x-b: kept\r\n/is);
  expect(answer).not.toMatch(/x-a|trailer/i);
});

test('a part of a file that it does not have is 416', async () => {
  expect(await visit('/x.txt', undefined, 'Range: bytes=5-\r\n')).toMatch(/^HTTP\/1\.1 416 /);
});
