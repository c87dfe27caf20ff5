import { execFileSync } from 'node:child_process';
import { createServer, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openLinuxNetwork } from '../../src/network/linux-network.ts';
import type { Attachment, EnvironmentNetwork, Network } from '../../src/network/network.ts';
import { dialingSocket, listeningSocket } from '../../src/network/syscalls.ts';

/** Their hashes begin with the same six digits. */
const [victim, attacker] = ['shop/main', 'evil/b23641181'];
const instance = `o${(process.pid % 4096).toString(16).padStart(3, '0')}`;
const settings = { instance, pool: '10.217.0.0/16' };
let network: Network | undefined;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await network?.close();
  network = undefined;
});

async function attach(environment: EnvironmentNetwork, to: readonly { to: string; port: number }[] = []) {
  const attachment = await environment.attach({ egress: false, permissions: to });
  closers.push(() => attachment.close());
  return attachment;
}

/** What a container hears from an address within a second. */
async function dial(from: Attachment, host: string, port: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = new Socket({ fd: dialingSocket(from.namespace) }).connect({ host, port });
  socket.on('data', (data) => resolve(data.toString())).on('error', () => resolve('refused'));
  socket.setTimeout(1000, () => resolve('nothing'));
  const heard = await promise;
  socket.destroy();
  return heard;
}

const subnetOf = ({ address }: Attachment) => address.split('.').slice(0, 3).join('.');
const ip = (...words: string[]) => execFileSync('ip', words, { encoding: 'utf8' });
const bridges = () =>
  ip('-brief', 'link', 'show', 'type', 'bridge').match(new RegExp(`er${instance}b[0-9a-f]{6}`, 'g')) ?? [];

/** As a server that is killed leaves it: with a container on it. */
async function leftBehind(key: string) {
  const killed = await openLinuxNetwork(settings);
  return (await killed.environment(key)).attach({ egress: false, permissions: [] });
}

test('an environment whose hash begins as another’s gets a network of its own', async () => {
  network = await openLinuxNetwork(settings);
  const shop = await network.environment(victim);
  const service = await attach(shop);
  const web = await attach(shop, [{ to: service.address, port: 6379 }]);
  const server = createServer((socket) => socket.on('error', () => undefined).end('the data'));
  server.listen({ fd: listeningSocket(service.namespace, '0.0.0.0', 6379) });
  closers.unshift(() => server.close());
  const evil = await network.environment(attacker);
  const theirs = [await attach(evil), await attach(evil)];
  expect(theirs.map(subnetOf)).not.toContain(subnetOf(web));
  expect(await dial(web, service.address, 6379)).toBe('the data');
  for (const each of theirs) expect(await dial(each, service.address, 6379)).not.toBe('the data');
});

test('after a restart a bridge is still the environment’s whose it was', async () => {
  const survivor = await leftBehind(victim);
  network = await openLinuxNetwork(settings);
  const theirs = await attach(await network.environment(attacker));
  expect(subnetOf(theirs)).not.toBe(subnetOf(survivor));
  expect(subnetOf(await attach(await network.environment(victim)))).toBe(subnetOf(survivor));
  await survivor.close();
});

test('a bridge of a former version goes on with the first that has its name, and no second', async () => {
  const survivor = await leftBehind(victim);
  const [bridge = ''] = bridges();
  ip('link', 'set', bridge, 'alias', '');
  network = await openLinuxNetwork(settings);
  expect(subnetOf(await attach(await network.environment(victim)))).toBe(subnetOf(survivor));
  expect(subnetOf(await attach(await network.environment(attacker)))).not.toBe(subnetOf(survivor));
  await survivor.close();
});

test('a bridge that was left half made is made anew', async () => {
  const survivor = await leftBehind(victim);
  const [bridge = ''] = bridges();
  ip('address', 'flush', 'dev', bridge);
  await survivor.close();
  network = await openLinuxNetwork(settings);
  const attachment = await attach(await network.environment(victim));
  expect(ip('-brief', 'address', 'show', 'dev', bridge)).toContain(`${subnetOf(attachment)}.1/24`);
});

test('a network for which there was no room is opened for who asks when there is', async () => {
  network = await openLinuxNetwork(settings);
  const filler = `x${instance}`;
  const fill = Array.from({ length: 256 }, (_, part) => `address add 10.217.${part}.9/32 dev ${filler}`);
  const script = [`link add ${filler} type bridge`, ...fill].join('\n');
  execFileSync('ip', ['-batch', '-'], { input: `${script}\n` });
  const first = network.environment(victim).catch((error: Error) => error.message);
  expect(await first.finally(() => ip('link', 'delete', filler))).toMatch('every subnet');
  expect((await attach(await network.environment(victim))).address).toMatch(/^10\.217\./);
});
