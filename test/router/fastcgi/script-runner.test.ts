import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRecords, recordTypes } from '../../../src/router/fastcgi/record.ts';
import { createScriptRunner } from '../../../src/router/fastcgi/script-runner.ts';

const script = { file: '/app/x.php', documentRoot: '/app', name: '/x.php', pathInfo: '' };
const { stdout, end } = recordTypes;
let records: Buffer;
const program = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', () => socket.end(records));
});
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
const runner = createScriptRunner(() => connect(portOf(program), '127.0.0.1'));
const door = createHttpServer((request, response) => runner.run(script, request, response));

beforeAll(async () => {
  await once(program.listen(0, '127.0.0.1'), 'listening');
  await once(door.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  door.close();
  program.close();
});

/** What a visitor gets where the program answers so, in records of so many bytes. */
async function visit(answer: string, bytes = answer.length): Promise<string> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < answer.length; at += bytes)
    pieces.push(encodeRecords(stdout, Buffer.from(answer.slice(at, at + bytes), 'latin1')));
  records = Buffer.concat([...pieces, encodeRecords(end, Buffer.alloc(8))]);
  const socket = connect(portOf(door), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  return text(socket);
}

test.each([1, 3, 1000])('a script’s answer is passed on, in records of %i bytes', async (bytes) => {
  const got = await visit('Status: 201 Made\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello', bytes);
  expect(got).toMatch(/^HTTP\/1\.1 201 Created\r\nx-a: b\r\n.*\r\n\r\nhello$/s);
});

test.each(['Status: 099', 'Status: 100', 'Status: 101', `X: ${'a'.repeat(300_000)}`])(
  'an answer that begins with %.12s is answered with 502',
  async (head) => {
    expect(await visit(`${head}\r\n\r\nhi`)).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(runner.underWay).toBe(0);
  },
);

test('a long head in records of one byte keeps nobody waiting', async () => {
  let last = performance.now();
  let longest = 0;
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const visited = visit(`X: ${'a'.repeat(200_000)}\r\n\r\nhi`, 1);
  last = performance.now();
  expect(await visited).toMatch(/^HTTP\/1\.1 200 /);
  clearInterval(watch);
  expect(longest).toBeLessThan(300);
});
