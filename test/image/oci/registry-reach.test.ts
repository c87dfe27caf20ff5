import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endpointOf, openRegistryReach } from '../../../src/image/oci/registry-reach.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-reach-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function listener() {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, host, connections: () => connections };
}

test('a registry that listens is in reach', async () => {
  const { server, host } = await listener();
  const reach = await openRegistryReach(join(directory, 'missed.json'), () => true);
  expect(await reach.inReach(host)).toBe(true);
  server.close();
});

test('one out of reach is not asked again for ten minutes, not by the next server either', async () => {
  const { server, host, connections } = await listener();
  server.close();
  const path = join(directory, 'missed.json');
  let now = 1_000_000;
  const open = () =>
    openRegistryReach(
      path,
      () => true,
      () => now,
    );
  expect(await (await open()).inReach(host)).toBe(false);
  const again = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  again.listen(Number(host.split(':')[1]), '127.0.0.1', resolve);
  await promise;
  expect(await (await open()).inReach(host)).toBe(false);
  now += 11 * 60 * 1000;
  expect(await (await open()).inReach(host)).toBe(true);
  expect(await (await open()).inReach(host)).toBe(true);
  expect(connections()).toBe(0);
  again.close();
});

test('a proxy of the environment is what has to be in reach', () => {
  const environment = { HTTPS_PROXY: 'http://proxy.example.com:3128', NO_PROXY: 'internal.example.com' };
  expect(endpointOf('docker.io', true, environment)).toEqual({ host: 'proxy.example.com', port: 3128 });
  expect(endpointOf('internal.example.com:5000', true, environment)).toEqual({
    host: 'internal.example.com',
    port: 5000,
  });
  expect(endpointOf('docker.io', true, {})).toEqual({ host: 'registry-1.docker.io', port: 443 });
});
