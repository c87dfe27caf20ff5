import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bridgeOwner } from '../../src/network/bridge-name.ts';
import { openLinuxNetwork } from '../../src/network/linux-network.ts';
import type { Attachment, EnvironmentNetwork, Network } from '../../src/network/network.ts';
import { insideNetworkNamespace, listeningSocket } from '../../src/network/syscalls.ts';

const instance = `n${(process.pid % 4096).toString(16).padStart(3, '0')}`;
let network: Network;
let main: EnvironmentNetwork;
let application: Attachment;
const opened: Attachment[] = [];
const servers: ReturnType<typeof createServer>[] = [];

/** What a shell command inside a namespace prints, and its exit code. */
async function inside(
  attachment: Attachment,
  command: string,
): Promise<{ code: number | null; output: string }> {
  const child = insideNetworkNamespace(attachment.namespace, () => spawn('sh', ['-c', command]));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('close', resolve);
  return { code: await promise, output: output.trim() };
}

function serve(attachment: Attachment, port: number): void {
  const server = createServer((_request, response) => response.end(`port ${port}`));
  server.listen({ fd: listeningSocket(attachment.namespace, '0.0.0.0', port) });
  servers.push(server);
}

async function attach(
  environment: EnvironmentNetwork,
  permissions: readonly { to: string; port: number }[] = [],
) {
  const attachment = await environment.attach({ egress: false, permissions });
  opened.push(attachment);
  return attachment;
}

const fetchFrom = (attachment: Attachment, url: string) =>
  inside(attachment, `curl -s -m 1 --noproxy '*' ${url}`);
const refused = [7, 28];

beforeAll(async () => {
  network = await openLinuxNetwork({ instance, pool: '10.215.0.0/16' });
  main = await network.environment('project/main');
  application = await attach(main);
  serve(application, 80);
  serve(application, 81);
});

afterAll(async () => {
  for (const server of servers) server.close();
  await Promise.all(opened.map((attachment) => attachment.close()));
  await network.close();
});

describe('a container on an environment network', () => {
  test('reaches the port it declared', async () => {
    const task = await attach(main, [{ to: application.address, port: 80 }]);
    expect(await fetchFrom(task, `http://${application.address}/`)).toEqual({ code: 0, output: 'port 80' });
  });

  test('reaches no other port of the same container', async () => {
    const task = await attach(main, [{ to: application.address, port: 80 }]);
    expect(refused).toContain((await fetchFrom(task, `http://${application.address}:81/`)).code);
  });

  test('reaches nothing it did not declare', async () => {
    expect(refused).toContain((await fetchFrom(await attach(main), `http://${application.address}/`)).code);
  });

  test('is not reached back: a relationship has one direction', async () => {
    const task = await attach(main, [{ to: application.address, port: 80 }]);
    serve(task, 80);
    expect(refused).toContain((await fetchFrom(application, `http://${task.address}/`)).code);
  });

  test('does not reach another environment, though it knows the address', async () => {
    const other = await network.environment('project/branch');
    const neighbour = await attach(other);
    expect(refused).toContain((await fetchFrom(neighbour, `http://${application.address}/`)).code);
    expect(neighbour.address.split('.')[2]).not.toBe(application.address.split('.')[2]);
  });

  test("reaches no port of the machine, by the bridge's address or the machine's own", async () => {
    const server = createServer((_request, response) => response.end('the machine'));
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    const task = await attach(main);
    const gateway = application.address.replace(/\d+$/, '1');
    const own = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    expect(own.length).toBeGreaterThan(0);
    for (const address of [gateway, ...own.map((one) => one.address)]) {
      expect(refused).toContain((await fetchFrom(task, `http://${address}:${port}/`)).code);
    }
  });

  test('has no IPv6 but the loopback', async () => {
    const { output } = await inside(await attach(main), 'ip -6 -brief address show');
    expect(output.split('\n').filter((line) => !line.startsWith('lo'))).toEqual([]);
  });

  test('has its address free again when it is gone, with nothing open on it', async () => {
    const first = await main.attach({ egress: true, permissions: [{ to: application.address, port: 80 }] });
    await first.close();
    await first.close();
    const second = await attach(main);
    expect(second.address).toBe(first.address);
    expect(refused).toContain((await fetchFrom(second, `http://${application.address}/`)).code);
  });
});

test('an address whose openings could not be taken back is nobody else’s until they are', async () => {
  const table = `errand_${instance}`;
  const first = await main.attach({ egress: true, permissions: [] });
  const egress = (verb: string) =>
    execFileSync('nft', [`${verb} element inet ${table} egress { ${first.address} }`]);
  egress('delete');
  await expect(first.close()).rejects.toThrow('nft');
  const other = await attach(main);
  expect(other.address).not.toBe(first.address);
  egress('add');
  await first.close();
  await first.close();
  expect((await attach(main)).address).toBe(first.address);
});

test('closing the network leaves no interface, no table and no setting behind (P4)', async () => {
  const before = execFileSync(
    'sh',
    ['-c', 'cat /proc/sys/net/ipv4/conf/*/forwarding; nft list tables; ip -brief link'],
    { encoding: 'utf8' },
  );
  const own = await openLinuxNetwork({ instance: `m${instance.slice(1)}`, pool: '10.216.0.0/16' });
  const attachment = await (await own.environment('a/b')).attach({ egress: true, permissions: [] });
  await attachment.close();
  await own.close();
  const settled = () =>
    execFileSync('sh', ['-c', 'cat /proc/sys/net/ipv4/conf/*/forwarding; nft list tables; ip -brief link'], {
      encoding: 'utf8',
    });
  await expect.poll(settled, { timeout: 3000 }).toBe(before);
});

test('closing the network removes a bridge that a former server left, unless a container is on it', async () => {
  const settings = { instance: `l${instance.slice(1)}`, pool: '10.216.0.0/16' };
  const bridges = () =>
    execFileSync('ip', ['-brief', 'link', 'show', 'type', 'bridge'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.startsWith(`er${settings.instance}b`)).length;
  const killed = await openLinuxNetwork(settings);
  const lively = await killed.environment('a/lively');
  const attachment = await lively.attach({ egress: false, permissions: [] });
  await killed.environment('a/empty');
  expect(bridges()).toBe(2);
  await (await openLinuxNetwork(settings)).close();
  expect(bridges()).toBe(1);
  // Its firewall went with the network that was closed.
  await attachment.close().catch(() => undefined);
  execFileSync('sh', [
    '-c',
    `ip link delete $(ip -o link | grep -o 'er${settings.instance}b[0-9a-f]*' | head -1)`,
  ]);
  expect(bridges()).toBe(0);
});

test('the bridge of an environment is taken away, open or left by a former server, and no other', async () => {
  const bridges = () => readdirSync('/sys/class/net').filter((name) => name.startsWith(`er${instance}b`));
  const before = bridges();
  const spare = await network.environment('shop/spare');
  const place = await spare.attach({ egress: false, permissions: [] });
  const [made = ''] = bridges().filter((name) => !before.includes(name));
  await place.close();
  await network.remove('shop/spare');
  expect(bridges()).toEqual(before);
  execFileSync('ip', ['link', 'add', made, 'type', 'bridge']);
  execFileSync('ip', ['link', 'set', made, 'alias', bridgeOwner('shop/spare')]);
  await network.remove('shop/spare');
  expect(() => execFileSync('ip', ['link', 'show', made], { stdio: 'pipe' })).toThrow('does not exist');
  await network.remove('shop/never');
  expect(bridges()).toEqual(before);
});
