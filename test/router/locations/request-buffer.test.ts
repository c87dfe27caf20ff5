import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApplicationFront, createFront } from '../../../src/router/application-front.ts';
import type { ScriptRunner } from '../../../src/router/fastcgi/script-runner.ts';
import { openBodyBuffer } from '../../../src/router/locations/request-buffer.ts';

const folder = join(mkdtempSync(join(tmpdir(), 'errand-bodies-')), 'bodies');
const bodies = openBodyBuffer(folder, { totalBytes: 10_000, idleMilliseconds: 100 });
const held: (() => void)[] = [];

/** A script that tells how long the body is, once it is let. */
const scripts: ScriptRunner = {
  underWay: 0,
  async run(_script, request, response, body) {
    if (request.url === '/held') await new Promise<void>((resolve) => held.push(resolve));
    response.end(`${request.headers['content-length']} ${(await text(body as Readable)).length}`);
  },
};
const small = { root: '', passthru: '/index.php', request_buffering: { max_request_size: 3000 } };
const frontOf = (project: string) =>
  createFront({
    web: { start: null, locations: { '/': small, '/usual': { root: '', passthru: '/index.php' } } } as never,
    scripts,
    bodies: bodies.of(project),
    log: { error: () => undefined },
    folder: () => null,
    agent: null as never,
    proxy: null as never,
  });
const fronts: Readonly<Record<string, ApplicationFront>> = { shop: frontOf('shop'), other: frontOf('other') };
const server = createServer((request, response) =>
  fronts[request.headers.host ?? '']?.request(request, response),
);

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(join(folder, '..'), { recursive: true });
});

/** Sends a body of unknown length; `ends: false` leaves it open. */
async function upload(bytes: number, { path = '/', ends = true, host = 'shop' } = {}) {
  const { port } = server.address() as AddressInfo;
  const headers = { host, 'transfer-encoding': 'chunked' };
  const outgoing = send({ port, path, method: 'POST', headers });
  outgoing.on('error', () => undefined);
  outgoing.write('x'.repeat(bytes));
  if (ends) outgoing.end();
  const [answer] = await once(outgoing, 'response');
  return { status: answer.statusCode, body: await text(answer) };
}

test('a body is taken in whole, and leaves nothing behind', async () => {
  expect(await upload(2000)).toEqual({ status: 200, body: '2000 2000' });
  await expect.poll(() => bodies.heldBytes).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test('one that is larger than the location takes is refused, whether it ends or not', async () => {
  const refusal = { status: 413, body: expect.stringContaining('larger than 3000 bytes') };
  expect(await upload(3001)).toEqual(refusal);
  expect(await upload(3001, { ends: false })).toEqual(refusal);
  expect(bodies.heldBytes).toBe(0);
});

test('where the location does not say, 250 MiB are taken', async () => {
  const { port } = server.address() as AddressInfo;
  const headers = { host: 'shop', 'content-length': 250 * 1024 ** 2 + 1 };
  const outgoing = send({ port, path: '/usual', method: 'POST', headers });
  outgoing.on('error', () => undefined).flushHeaders();
  const [answer] = await once(outgoing, 'response');
  expect(answer.statusCode).toBe(413);
  expect(await text(answer)).toContain('larger than 262144000 bytes');
});

test('a project has half of the room, and one body beyond it is refused; the other half is for others', async () => {
  const first = upload(2900, { path: '/held' });
  await expect.poll(() => held.length).toBe(1);
  expect(await upload(2900)).toMatchObject({ status: 503 });
  expect(bodies.heldBytes).toBe(2900);
  expect(await upload(2000)).toMatchObject({ status: 200 });
  const others = upload(2900, { path: '/held', host: 'other' });
  await expect.poll(() => held.length).toBe(2);
  expect(bodies.heldBytes).toBe(5800);
  expect(await upload(2900, { host: 'other' })).toMatchObject({ status: 503 });
  for (const letGo of held) letGo();
  expect(await first).toMatchObject({ status: 200 });
  expect(await others).toMatchObject({ status: 200 });
  await expect.poll(() => bodies.heldBytes).toBe(0);
});

test('one of which nothing more comes is given up', async () => {
  expect(await upload(10, { ends: false })).toMatchObject({ status: 408 });
  expect(bodies.heldBytes).toBe(0);
});

test('what a former server left is removed', () => {
  writeFileSync(join(folder, 'errand-body-left'), 'x');
  openBodyBuffer(folder, { totalBytes: 1 });
  expect(readdirSync(folder)).toEqual([]);
});
