import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { webProject } from './web-project.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(webProject('1'));
  const config = webProject('1')['.upsun/config.yaml'] ?? '';
  const below = config.replace('{default}/"', '{default}/shop"');
  await server.deploy(webProject('1', { '.upsun/config.yaml': below }), { project: 'below' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A request whose answer can be read as it comes. */
function open(path: string, headers: Readonly<Record<string, string>> = {}) {
  const host = `${server.hostOf()}:${server.port}`;
  return httpRequest({
    hostname: '127.0.0.1',
    port: server.port,
    path,
    headers: { host, ...headers },
    agent: false,
  });
}

describe('the router', () => {
  test('says 404 where no environment runs', async () => {
    const { status, text } = await server.visit('/', { project: 'nowhere' });
    expect({ status, text }).toEqual({
      status: 404,
      text: `404: no environment runs at main--nowhere.localhost:${server.port}\n`,
    });
  });

  test('says 404 where no route leads', async () => {
    const { status, text } = await server.visit('/elsewhere?token=1', { project: 'below' });
    expect(status).toBe(404);
    expect(text).toMatch(/^404: no route of this environment leads to \/elsewhere/);
  });

  test("passes the application's own errors on", async () => {
    const { status, text } = await server.visit('/nothing');
    expect({ status, text }).toEqual({ status: 404, text: 'the application knows no /nothing' });
  });

  test('tells the application where the request came from', async () => {
    const { text } = await server.visit('/headers');
    const host = `${server.hostOf()}:${server.port}`;
    expect(JSON.parse(text)).toMatchObject({
      host,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(server.port),
    });
  });

  test('passes large bodies in both directions', async () => {
    const { text } = await server.visit('/size', { method: 'POST', body: 'x'.repeat(5_000_000) });
    expect(JSON.parse(text)).toEqual({ method: 'POST', size: 5_000_000 });
  });

  test('passes a stream on as it comes', async () => {
    const sent = open('/stream');
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(String((await once(response, 'data'))[0])).toBe('first\n');
    // The application writes the second only when it is asked for it.
    const second = once(response, 'data');
    expect((await server.visit('/more')).text).toBe('true');
    expect(String((await second)[0])).toBe('second\n');
  });

  test('passes a WebSocket on, in both directions', async () => {
    const sent = open('/socket', {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    });
    sent.end();
    const [response, socket, head] = (await once(sent, 'upgrade')) as [IncomingMessage, Socket, Buffer];
    expect(response.statusCode).toBe(101);
    let text = head.toString();
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.write('hello\n');
    for (let waited = 0; !text.includes('hello') && waited < 100; waited++) await delay(20);
    expect(text).toBe('welcome to /socket\nhello\n');
    socket.destroy();
  });

  test("ends the application's request when the visitor goes away", async () => {
    const sent = open('/wait');
    sent.on('error', () => undefined).end();
    await delay(200);
    sent.destroy();
    for (let waited = 0; waited < 100; waited++) {
      if ((await server.visit('/gone')).text === '1') return;
      await delay(20);
    }
    throw new Error('the application was never told');
  });
});
