import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFront } from '../../src/router/application-front.ts';
import { guardRequest } from '../../src/router/guard.ts';
import { resolveRoutes } from '../../src/router/route-table.ts';
import { createRouter } from '../../src/router/router.ts';
import { site, upstream } from './sample-site.ts';

/** As much as an expression may have, and slow for the engine. */
const costly = `${'.*a'.repeat(600)}z`;
const logged: unknown[] = [];
const log = { error: (fields: unknown) => logged.push(fields) };
const front = createFront({
  web: { start: null, locations: { '/': { root: '', rules: { [costly]: {} } } } } as never,
  agent: null as never,
  proxy: null as never,
  scripts: null,
  bodies: { take: async () => 'no_room' },
  log,
  folder: () => null,
});
const paths = { [costly]: { to: '/x', regexp: true }, '^/old/(.*)$': { to: '/new/$1', regexp: true } };
const routes = resolveRoutes(
  {
    'https://{default}/': upstream('web'),
    'https://r.{default}/': upstream('web', { redirects: { paths } }),
  },
  site(),
);
const router = createRouter({
  domain: 'localhost',
  trusted: new BlockList(),
  find: () => ({ site: site(), routes, frontOf: () => front }),
});
const server = createServer((request, response) =>
  guardRequest(log, request, response, () => router.request(request, response)),
);

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  logged.length = 0;
});

async function visit(path: string, host: string) {
  const { port } = server.address() as AddressInfo;
  const [answer] = await once(send({ port, path, headers: { host }, agent: false }).end(), 'response');
  return { status: answer.statusCode, location: answer.headers.location, page: await text(answer) };
}

test.each([
  ['rules', 'main--shop.localhost'],
  ['redirects', 'r.main--shop.localhost'],
])('a path that is too long for an environment’s %s is refused before it is tried', async (_, host) => {
  const found = await visit(`/${'a'.repeat(15_000)}`, host);
  expect(found).toMatchObject({ status: 414, page: expect.stringContaining('too long for the expressions') });
  expect(logged).toEqual([]);
});

test('a usual path is tried against all of them', async () => {
  expect(await visit('/a', 'main--shop.localhost')).toMatchObject({ status: 404 });
  const moved = await visit('/old/a/b', 'r.main--shop.localhost');
  expect(moved).toMatchObject({ status: 302, location: '/new/a/b' });
});
