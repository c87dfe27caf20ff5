import { connect } from 'node:net';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { readAccessToken } from '../../../src/identity/access-token.ts';
import { createBroker } from '../../../src/identity/broker/broker.ts';
import type { WorkloadPrincipal } from '../../../src/identity/principal.ts';
import { web } from '../principals.ts';
import { brokerOnLoopback, sendBytes } from './broker-on-loopback.ts';

const form = new URLSearchParams({ grant_type: 'client_credentials' });
const raw = (head: string, body = '') => `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

interface Answer {
  readonly access_token: string;
  readonly expires_in: number;
}

function ask(url: string, headers: Record<string, string> = {}, body: string | URLSearchParams = form) {
  return fetch(`${url}/oauth2/token`, { method: 'POST', headers, body });
}

describe('a container gets its token', () => {
  test('by form, with its own rights and the lifetime it is told', async () => {
    const { key, url } = await brokerOnLoopback();
    const response = await ask(url, { 'x-token-ttl': '300' });
    const answer = (await response.json()) as Answer;
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(answer).toEqual({ access_token: expect.any(String), expires_in: 300, token_type: 'bearer' });
    expect(await readAccessToken(key, answer.access_token)).toEqual(web);
    const claims = decodeJwt(answer.access_token);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
  });

  test('by JSON, whatever the content type says', async () => {
    const { url } = await brokerOnLoopback();
    const body = JSON.stringify({ grant_type: 'client_credentials', 'x-token-ttl': 3600 });
    expect(await (await ask(url, { 'content-type': 'text/plain' }, body)).json()).toMatchObject({
      expires_in: 900,
    });
  });

  test('with a lifetime asked for in the form', async () => {
    const { url } = await brokerOnLoopback();
    const body = new URLSearchParams({ grant_type: 'client_credentials', 'x-token-ttl': '120' });
    expect(await (await ask(url, {}, body)).json()).toMatchObject({ expires_in: 120 });
  });

  test('a hundred times in a row, each time another', async () => {
    const { url } = await brokerOnLoopback();
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => (await (await ask(url)).json()) as Answer),
    );
    expect(new Set(answers.map((answer) => answer.access_token)).size).toBe(100);
  });

  test('and loses it when it ends', async () => {
    let identity: WorkloadPrincipal | null = web;
    const { url } = await brokerOnLoopback({ identity: () => identity });
    expect((await ask(url)).status).toBe(200);
    identity = null;
    const response = await ask(url);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: 'invalid_client',
      error_description: 'this container has ended',
    });
  });
});

test('nothing in a request says who asks', async () => {
  const { key, url, port } = await brokerOnLoopback();
  const lies = {
    'x-forwarded-for': '10.0.0.9',
    'x-forwarded-host': 'other',
    'x-container-id': 'c2',
    'x-real-ip': '10.0.0.9',
    forwarded: 'for=10.0.0.9;host=other',
    authorization: `Basic ${Buffer.from('other:').toString('base64')}`,
  };
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'other',
    environment: 'pr-1',
  });
  const answer = (await (await ask(url, lies, body)).json()) as Answer;
  expect(await readAccessToken(key, answer.access_token)).toEqual(web);
  for (const host of ['Host: c2.other', 'Host: c2\r\nHost: c1', 'X-None: 1']) {
    const head = `POST /oauth2/token HTTP/1.1\r\n${host}\r\nConnection: close`;
    const text = await sendBytes(port, raw(head, 'grant_type=client_credentials'));
    const token = /"access_token":"([^"]+)"/.exec(text)?.[1] ?? '';
    expect(await readAccessToken(key, token)).toEqual(web);
  }
});

describe('what the broker says of itself', () => {
  test('GET / describes it in a line', async () => {
    const { url } = await brokerOnLoopback();
    const text = await (await fetch(url)).text();
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(text).token).toContain('grant_type=client_credentials');
  });

  test('GET /health is ok', async () => {
    const { url } = await brokerOnLoopback();
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${url}/health`, { method: 'HEAD' })).status).toBe(200);
  });
});

test('a client that says nothing is let go', async () => {
  const { port } = await brokerOnLoopback({ requestTimeoutMs: 200 });
  expect(await sendBytes(port, '')).toMatch(/^HTTP\/1.1 408 /);
});

test('closing ends every connection and takes no more', async () => {
  const { broker, port, key } = await brokerOnLoopback();
  const open = sendBytes(port, 'POST /oauth2/token HTTP/1.1\r\n');
  await new Promise((resolve) => setTimeout(resolve, 50));
  broker.close();
  expect(await open).toBe('');
  expect(await sendBytes(port, 'GET / HTTP/1.1\r\n\r\n')).toBe('');
  const other = createBroker({ key, log: { warn: () => undefined } });
  other.close();
  const socket = connect(port, '127.0.0.1');
  other.accept(socket, () => web);
  expect(socket.destroyed).toBe(true);
});
