import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { addressOf, probe, probeProject } from './probe-project.ts';

const neighbour = { project: 'bank', environment: 'main' };

let server: TestServer;
let listener: Server;

beforeAll(async () => {
  server = await openServer({ host: '0.0.0.0' });
  listener = createServer((socket) => socket.end('the machine')).listen(0, '0.0.0.0');
  await once(listener, 'listening');
  await server.deploy(probeProject);
  await server.deploy(probeProject, neighbour);
  await server.deploy(probeProject, { environment: 'preview' });
});
afterAll(async () => {
  listener.close();
  await server[Symbol.asyncDispose]();
});

/** How connections from the probe's container go, all at once: `open`, or why not. Targets are `host:port`. */
async function connect(targets: readonly string[], task = 'probe'): Promise<readonly string[]> {
  const { output } = await probe(server, `node connect.mjs ${targets.join(' ')}`, { task });
  return output.trim().split('\n');
}

function listenerPort(): number {
  const address = listener.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Addresses of the machine's uplinks. */
function machineAddresses(): readonly string[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, found = []]) =>
    name.startsWith('er') ? [] : found,
  );
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

describe("a task's network", () => {
  const gateway = `$(ip route 2>/dev/null | sed -n 's/^default via \\([0-9.]*\\).*/\\1/p')`;

  test('leads to the application it has a relationship to, on port 80', async () => {
    expect(await connect(['app.internal:80', 'web.internal:80'])).toEqual(['open', 'open']);
  });

  test('does not lead to other ports of that application', async () => {
    const ports = ['app.internal:8888', 'app.internal:8200', 'app.internal:443'];
    expect(await connect(ports)).toEqual(['dropped', 'dropped', 'dropped']);
  });

  test('does not lead to an application of the environment without a relationship', async () => {
    expect(await connect([`${await addressOf(server, '/stranger')}:80`])).toEqual(['dropped']);
    expect(await connect([`${await addressOf(server, '/')}:80`], 'stranger')).toEqual(['dropped']);
  });

  test('does not lead to another environment or project, whose address it knows', async () => {
    const preview = await addressOf(server, '/', { environment: 'preview' });
    const bank = await addressOf(server, '/', neighbour);
    expect(await connect([`${preview}:80`, `${bank}:80`, `${preview}:8888`])).toEqual([
      'dropped',
      'dropped',
      'dropped',
    ]);
  });

  test("does not lead to the machine's ports, by any of its addresses", async () => {
    const port = listenerPort();
    const { output } = await probe(server, `printf %s "${gateway}"`);
    const bridge = output.trim();
    expect(bridge).toMatch(/^10\.217\.\d+\.1$/);
    expect(await connect([`${bridge}:${port}`, `${bridge}:${server.port}`, `${bridge}:22`])).toEqual([
      'dropped',
      'dropped',
      'dropped',
    ]);
    expect(await connect([`127.0.0.1:${port}`, `0.0.0.0:${port}`])).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
    for (const address of machineAddresses())
      expect(await connect([`${address}:${port}`])).not.toContain('open');
  });

  test('does not lead to private networks or the metadata service of a cloud', async () => {
    expect(await connect(['169.254.169.254:80', '192.168.0.1:80'])).toEqual(['dropped', 'dropped']);
  });

  test('cannot be changed from inside', async () => {
    const { output } = await probe(
      server,
      'ip address add 10.217.0.99/32 dev eth0 2>&1; ip link set eth0 down 2>&1; ip -brief -4 address show eth0',
    );
    expect(output.match(/Operation not permitted/g)).toHaveLength(2);
    expect(output).toMatch(/^eth0\S*\s+UP\s+10\.217\.\d+\.\d+\/32/m);
  });
});
