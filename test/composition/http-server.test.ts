import { once } from 'node:events';
import { BlockList, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHttpServer } from '../../src/composition/http-server.ts';
import { createRouter, type RouterParts } from '../../src/router/router.ts';
import { watchUncaught } from '../support/uncaught.ts';

const host = 'main--shop.localhost';
const logged: unknown[] = [];
const log = { error: (fields: object, message: string) => logged.push([fields, message]) };
let uncaught: ReturnType<typeof watchUncaught>;

beforeEach(() => {
  logged.length = 0;
  uncaught = watchUncaught();
});
afterEach(() => uncaught.end());

/** A server whose only environments are those that `find` knows. */
async function serve(find: RouterParts['find']) {
  const router = createRouter({ domain: 'localhost', trusted: new BlockList(), find });
  const server = await openHttpServer('127.0.0.1', 0, {
    router,
    log,
    api: (_request, response) => void response.end('api'),
  });
  return { port: server.port, [Symbol.asyncDispose]: () => server.close() };
}

test('a visitor who resets a connection that was to be upgraded ends nothing but it', async () => {
  await using server = await serve(() => null);
  for (let visits = 0; visits < 60; visits += 1) {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    if (visits % 3 === 1) await pause(1);
    if (visits % 3 === 2) await once(socket, 'data');
    socket.resetAndDestroy();
  }
  await pause(100);
  expect(uncaught.errors).toEqual([]);
  expect(await (await fetch(`http://127.0.0.1:${server.port}`)).text()).toBe('api');
});

test.each([false, true])(
  'a fault of the server is 500 for one request, and in the log (upgrade: %s)',
  async (upgrade) => {
    await using server = await serve(() => ({
      get site(): never {
        throw new Error('broken');
      },
      routes: [],
      frontOf: () => null,
    }));
    const socket = connect(server.port, '127.0.0.1');
    const more = upgrade ? 'Connection: Upgrade\r\nUpgrade: websocket' : 'Connection: close';
    socket.write(`GET /x HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 500 .*500: this server failed at the request/s);
    expect(String(answer)).not.toContain('broken');
    const fields = expect.objectContaining({ error: new Error('broken'), host, url: '/x' });
    expect(logged).toEqual([[fields, 'a request could not be answered']]);
    expect(uncaught.errors).toEqual([]);
  },
);
