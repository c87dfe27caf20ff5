import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { watchUncaught } from '../support/uncaught.ts';
import { openRunning, runningLog } from './running-log.ts';
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

test.each([
  ['no body', {}],
  ['a body of no bytes', { 'Content-Length': '0' }],
  ['a body that nobody reads', { 'Content-Length': '100000' }],
  ['a body of unknown length that nobody reads', { 'Transfer-Encoding': 'chunked' }],
])('an answer takes as long as it takes, to a request with %s', async (_, more) => {
  const { listen, bearer, logs, finish } = await openRunning({ bodyPatience: 100 });
  const uncaught = watchUncaught();
  onTestFinished(() => uncaught.end());
  const socket = connect(Number(new URL(await listen()).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const said = text(socket);
  const headers = { Host: 'x', Authorization: await bearer(), ...more };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write([`GET ${runningLog} HTTP/1.1`, 'Connection: close', ...lines, '', ''].join('\r\n'));
  await delay(400);
  logs.append('shop', 'run', 'after a while');
  await finish();
  expect(await said).toMatch(/^HTTP\/1.1 200 .*after a while.*"seal":true/s);
  expect(uncaught.errors).toEqual([]);
});
