import { describe, expect, test } from 'vitest';
import { web } from '../principals.ts';
import { brokerOnLoopback, sendBytes } from './broker-on-loopback.ts';

describe('every refusal says why, as JSON', () => {
  test.each<[string, string, RequestInit, number, string]>([
    ['an unknown path', '/token', {}, 404, 'not_found'],
    ['another method', '/oauth2/token?x=1', {}, 405, 'method_not_allowed'],
    ['posting to the description', '/', { method: 'POST' }, 405, 'method_not_allowed'],
    [
      'another grant',
      '/oauth2/token',
      { method: 'POST', body: 'grant_type=password' },
      400,
      'unsupported_grant_type',
    ],
    ['no grant', '/oauth2/token', { method: 'POST' }, 400, 'invalid_request'],
    ['broken JSON', '/oauth2/token', { method: 'POST', body: '{"grant' }, 400, 'invalid_request'],
    ['a large body', '/oauth2/token', { method: 'POST', body: 'x'.repeat(20_000) }, 413, 'invalid_request'],
    ['a huge body', '/oauth2/token', { method: 'POST', body: 'x'.repeat(900_000) }, 413, 'invalid_request'],
  ])('%s', async (_name, path, init, status, error) => {
    const { url } = await brokerOnLoopback();
    const response = await fetch(url + path, init);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error, error_description: expect.stringMatching(/.{10}/) });
  });

  test('another method is told which to use', async () => {
    const { url } = await brokerOnLoopback();
    expect((await fetch(`${url}/oauth2/token`)).headers.get('allow')).toBe('POST');
  });

  test.each<[string, string, string]>([
    ['what is not HTTP', 'hello\r\n\r\n', '400'],
    ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, '431'],
    ['a proxy request', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', '405'],
    [
      'an unknown expectation',
      'GET /x HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n',
      '404',
    ],
    ['a body that never comes', 'POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n', '408'],
    ['headers that never end', 'POST /oauth2/token HTTP/1.1\r\nHost: x\r\n', '408'],
  ])('%s', async (_name, bytes, status) => {
    const { port } = await brokerOnLoopback({ requestTimeoutMs: 200 });
    const text = await sendBytes(port, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({
      error_description: expect.any(String),
    });
  });

  test('a key that cannot sign', async () => {
    const { url, warnings } = await brokerOnLoopback({ identity: () => ({ ...web, project: 1n }) as never });
    const response = await fetch(`${url}/oauth2/token`, {
      method: 'POST',
      body: 'grant_type=client_credentials',
    });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: 'server_error' });
    expect(warnings).toHaveLength(1);
  });
});
