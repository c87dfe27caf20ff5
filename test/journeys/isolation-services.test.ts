import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import { clusterProject } from '../support/cluster-project.ts';
import { bundlesOf } from '../support/run-traces.ts';
import { openServer, type TestServer } from '../support/server.ts';

const services = 'cache: { type: "redis:7.0" }\nother: { type: "memcached:1.6" }\n';
const project = clusterProject({
  services,
  relationships: 'cache: "cache:redis"',
  tasks: 'stranger:\n  type: "nodejs:26"\n  source: { root: task }\n  run: { command: \'eval "$SCRIPT"\' }',
});
const preview = { environment: 'preview' };

let server: TestServer;
let listener: Server;
beforeAll(async () => {
  server = await openServer({ host: '0.0.0.0' });
  listener = createServer((socket) => socket.end('the machine')).listen(0, '0.0.0.0');
  await once(listener, 'listening');
  for (const place of [{}, preview]) {
    expect((await server.deploy(project, place)).activity.result).toBe('success');
  }
}, 120_000);
afterAll(async () => {
  listener.close();
  await server[Symbol.asyncDispose]();
});

const machinePort = () => {
  const address = listener.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

async function outputOf(script: string, task = 'script', place = {}): Promise<string> {
  const { log } = await server.run(task, { SCRIPT: script }, place);
  return log.trimEnd().split('\n').slice(1).join('\n');
}

const connect = async (targets: readonly string[], task = 'script', place = {}) =>
  (await outputOf(`node connect.cjs ${targets.join(' ')}`, task, place)).split('\n');

async function addressesOf(environment: string): Promise<Readonly<Record<string, string>>> {
  const answer = await server.api(`/projects/shop/environments/${environment}/services`);
  const all = (await answer.json()) as readonly { readonly name: string; readonly ip: string }[];
  return Object.fromEntries(all.map(({ name, ip }) => [name, ip]));
}

/** What the container of a service reaches, tried from its own network. */
async function fromService(name: string, targets: readonly string[]): Promise<readonly string[]> {
  const folder = `${runtimeDirectoryOf(instanceOf(server.home))}/containers`;
  const ip = (await addressesOf('main'))[name] ?? '';
  const inits = bundlesOf(server)
    .filter((id) => id.startsWith('service-'))
    .map((id) => JSON.parse(readFileSync(join(folder, id, 'record.json'), 'utf8')).containerPid as number);
  const its = inits.find((pid) =>
    spawnSync('nsenter', [`--net=/proc/${pid}/ns/net`, 'ip', '-4', 'address'], {
      encoding: 'utf8',
    }).stdout.includes(ip),
  );
  const script = (project['task/connect.cjs'] ?? '').trim();
  // A word in the place that the script's path has otherwise.
  const words = [`--net=/proc/${its}/ns/net`, process.execPath, '-e', script, 'script', ...targets];
  const { stdout, stderr } = spawnSync('nsenter', words, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe('a service', () => {
  test('is reached on its own port by those that declared it, by both names', async () => {
    expect(await connect(['cache.internal:6379', '$CACHE_HOST:$CACHE_PORT', '$CACHE_IP:6379'])).toEqual([
      'open',
      'open',
      'open',
    ]);
  });

  test('shows no other port, and none to those that did not declare it', async () => {
    const { cache, other } = await addressesOf('main');
    expect(await connect([`${cache}:22`, `${cache}:8200`, `${cache}:16379`, `${other}:11211`])).toEqual(
      Array(4).fill('dropped'),
    );
    expect(await connect([`${cache}:6379`, `${other}:11211`], 'stranger')).toEqual(['dropped', 'dropped']);
    expect(await outputOf('getent hosts cache.internal other.internal; echo $?', 'stranger')).toBe('2');
    const answer = await server.visit('/', { method: 'POST', body: `node connect.cjs ${cache}:6379` });
    expect(answer.text.trim()).toBe('dropped');
  });

  test('of another environment is out of reach, though its address is known', async () => {
    const { cache } = await addressesOf('main');
    expect(await connect([`${cache}:6379`], 'script', preview)).toEqual(['dropped']);
    const own = (await addressesOf('preview')).cache;
    expect(own).not.toBe(cache);
    expect(await connect([`${own}:6379`], 'script', preview)).toEqual(['open']);
  });

  test('reaches nothing itself: no other service, no application, no run, not the machine, not the internet', async () => {
    const { cache, other } = await addressesOf('main');
    const { cache: previews } = await addressesOf('preview');
    const gateway = cache?.replace(/\d+$/, '1');
    const application = (await server.visit('/', { method: 'POST', body: 'hostname -I' })).text.trim();
    const targets = [`${other}:11211`, `${application}:80`, `${application}:8888`, `${previews}:6379`];
    expect(await fromService('cache', targets)).toEqual(Array(4).fill('dropped'));
    const machine = [`${gateway}:${machinePort()}`, `${gateway}:${server.port}`, '1.1.1.1:443'];
    expect(await fromService('cache', machine)).toEqual(Array(3).fill('dropped'));
  });

  test('has no address of IPv6 beyond the loopback, and its callers have none either', async () => {
    expect(await outputOf("grep -cv ' lo$' /proc/net/if_inet6; true")).toBe('0');
    expect(await fromService('cache', ['::1:6379'])).toEqual(['ECONNREFUSED']);
  });
});
