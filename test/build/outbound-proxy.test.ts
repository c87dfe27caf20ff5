import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAllowed } from '../../src/build/allow-list.ts';
import { createOutboundProxy } from '../../src/build/outbound-proxy.ts';

describe('a list of hosts', () => {
  test.each([
    ['registry.npmjs.org', true],
    ['REGISTRY.npmjs.org.', true],
    ['npmjs.org', false],
    ['evil-registry.npmjs.org', false],
    ['registry.npmjs.org.evil.net', false],
    ['files.example.org', true],
    ['a.b.example.org', true],
    ['example.org', false],
    ['badexample.org', false],
  ])('%s', (host, allowed) => {
    expect(isAllowed(['registry.npmjs.org', '*.example.org'], host)).toBe(allowed);
  });
});

describe('the proxy of builds', () => {
  let site: Server;
  let port: number;
  const proxy = createOutboundProxy(['localhost']);
  const door = createTcpServer((socket) => proxy.accept(socket));

  beforeAll(async () => {
    site = createServer(async (incoming, response) => {
      response.end(
        `${incoming.method} ${incoming.url} ${await text(incoming)} host=${incoming.headers.host}`,
      );
    });
    await once(site.listen(0, 'localhost'), 'listening');
    await once(door.listen(0, '127.0.0.1'), 'listening');
    port = (site.address() as AddressInfo).port;
  });
  afterAll(async () => {
    proxy.close();
    door.close();
    site.close();
  });

  const doorPort = () => (door.address() as AddressInfo).port;

  async function ask(url: string, body: string) {
    const outgoing = request({ host: '127.0.0.1', port: doorPort(), path: url, method: 'POST' });
    outgoing.end(body);
    const [answer] = await once(outgoing, 'response');
    return { status: answer.statusCode, body: await text(answer) };
  }

  /** Opens a tunnel and sends a request through it; everything that comes back. */
  async function tunnel(host: string): Promise<string> {
    const socket: Socket = connect(doorPort(), '127.0.0.1');
    socket.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const [first] = await once(socket, 'data');
    if (!String(first).startsWith('HTTP/1.1 200')) {
      socket.destroy();
      return String(first);
    }
    socket.write('GET /through HTTP/1.1\r\nHost: site\r\nConnection: close\r\n\r\n');
    return text(socket);
  }

  test('hands a request on to a host of the list, with its body', async () => {
    expect(await ask(`http://localhost:${port}/path?q=1`, 'hello')).toEqual({
      status: 200,
      body: `POST /path?q=1 hello host=localhost:${port}`,
    });
  });

  test('answers with 502 where a host answers with what is no HTTP status', async () => {
    const odd = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end('HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\nhi'));
    });
    await once(odd.listen(0, 'localhost'), 'listening');
    const { port: oddPort } = odd.address() as AddressInfo;
    expect(await ask(`http://localhost:${oddPort}/`, '')).toMatchObject({ status: 502 });
    odd.close();
  });

  test('makes a tunnel to a host of the list', async () => {
    expect(await tunnel(`localhost:${port}`)).toContain('GET /through  host=site');
  });

  test.each([
    ['another name', '127.0.0.1'],
    ['a name that only looks alike', 'localhost.evil.net'],
  ])('refuses %s, and says why', async (_, host) => {
    expect(await ask(`http://${host}:${port}/`, '')).toEqual({
      status: 403,
      body: `A build may not reach ${host}: builds.network does not list it.\n`,
    });
    expect(await tunnel(`${host}:${port}`)).toMatch(/^HTTP\/1.1 403 /);
  });

  test('refuses what is no proxy request', async () => {
    expect((await ask('/path', '')).status).toBe(403);
    expect((await ask('file:///etc/passwd', '')).status).toBe(403);
  });

  test('says that a host does not answer', async () => {
    const closed = createTcpServer().listen(0, 'localhost');
    await once(closed, 'listening');
    const free = (closed.address() as AddressInfo).port;
    closed.close();
    await once(closed, 'close');
    expect((await ask(`http://localhost:${free}/`, '')).status).toBe(502);
    expect(await tunnel(`localhost:${free}`)).toMatch(/^HTTP\/1.1 502 /);
  });
});
