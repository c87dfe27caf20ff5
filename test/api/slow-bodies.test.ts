import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { openTestApi } from './test-api.ts';

/** Sends the head of a request and a part of its body, and brings back what is answered until the connection ends. */
async function sendSlowly(base: string, method: string, path: string, authorization: string, body: string) {
  const socket = connect(Number(new URL(base).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: x',
    `Authorization: ${authorization}`,
    'Content-Length: 100000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return text(socket).catch(() => 'reset');
}

test('a body that never comes is told so and let go, while others are served', async () => {
  const opened = await openTestApi({ bodyPatience: 300 });
  const base = await opened.listen();
  const authorization = await opened.bearer();
  const run = '/projects/shop/environments/main/tasks/report/run';
  const slow = Promise.all(
    Array.from({ length: 50 }, () => sendSlowly(base, 'POST', run, authorization, '{"variables": ')),
  );
  expect((await fetch(`${base}/health`)).status).toBe(200);
  for (const answer of await slow) {
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toContain('"error":"request_timeout"');
  }
  expect(opened.asked.triggers).toEqual([]);
});

test('a form of the sign-in page that never comes as well', async () => {
  const opened = await openTestApi({ bodyPatience: 300 });
  expect(await sendSlowly(await opened.listen(), 'POST', '/oauth2/token', 'x', 'grant_type=')).toMatch(
    /^HTTP\/1.1 408 /,
  );
});

test('an upload on which nothing comes is ended', async () => {
  const opened = await openTestApi({ bodyPatience: 300 });
  const base = await opened.listen();
  const path = '/projects/shop/environments/main/source';
  const answer = await sendSlowly(base, 'PUT', path, await opened.bearer(), 'x');
  expect(answer).not.toContain('HTTP/1.1 2');
  expect(opened.asked.pushes).toEqual([]);
});
