import { describe, expect, test } from 'vitest';
import { scriptParameters } from '../../../src/router/fastcgi/parameters.ts';
import { headEnd, readHead } from '../../../src/router/fastcgi/script-head.ts';

describe('the head of a script’s answer', () => {
  test.each([
    ['X: 1', { status: 200, headers: { x: '1' } }],
    ['Status: 404 Not Found\r\nX: 1', { status: 404, headers: { x: '1' } }],
    ['Location: /there', { status: 302, headers: { location: '/there' } }],
    ['Status: 301\nLocation: /there', { status: 301, headers: { location: '/there' } }],
    ['Set-Cookie: a=1\r\nSet-Cookie: b=2', { status: 200, headers: { 'set-cookie': ['a=1', 'b=2'] } }],
    ['no field\r\nX : 1\r\nTransfer-Encoding: chunked', { status: 200, headers: {} }],
  ])('%j', (text, head) => {
    expect(readHead(text)).toEqual(head);
  });

  test.each([
    ['X: é\u0001', {}],
    ['X: a\rb', {}],
    ['X:   a b \t', { x: 'a b' }],
    ['Trailer: X', {}],
    ['__proto__: x\nconstructor: y', { ['__proto__']: 'x', constructor: 'y' }],
  ])('of %j has what HTTP has', (text, headers) => {
    expect(Object.entries(readHead(text).headers)).toEqual(Object.entries(headers));
  });

  test('is read in no time, whatever is in it', () => {
    const begun = performance.now();
    const spaces = ' '.repeat(200_000);
    expect(readHead(`X:${spaces}a\rb`).headers).toEqual({});
    expect(readHead(`X: a${spaces}b`).headers).toEqual({ x: `a${spaces}b` });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('ends at the first empty line', () => {
    expect(headEnd(Buffer.from('A: 1\r\n\r\nbody\n\n'))).toEqual({ end: 4, body: 8 });
    expect(headEnd(Buffer.from('A: 1\n\nbody'))).toEqual({ end: 4, body: 6 });
    expect(headEnd(Buffer.from('A: 1\r\nB: '))).toBeNull();
  });
});

test('a script’s variables say who asks, and hold no header that means a setting to it', () => {
  const script = { file: '/app/web/index.php', documentRoot: '/app/web', name: '/index.php', pathInfo: '' };
  const headers = {
    host: 'shop.example.com:8443',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '8443',
    'x-client-ip': '192.0.2.1',
    'content-length': '3',
    proxy: 'http://attacker.example',
    'x-kept': 'yes',
    x_client_ip: '6.6.6.6',
    'x.client.ssl': 'on',
    'x-client_ip': '6.6.6.6',
  };
  const variables = scriptParameters(script, { method: 'POST', url: '/news?id=1&x=a?b', headers });
  expect(variables).toMatchObject({
    SCRIPT_FILENAME: '/app/web/index.php',
    REQUEST_URI: '/news?id=1&x=a?b',
    QUERY_STRING: 'id=1&x=a?b',
    CONTENT_LENGTH: '3',
    REMOTE_ADDR: '192.0.2.1',
    SERVER_NAME: 'shop.example.com',
    HTTPS: 'on',
    HTTP_HOST: 'shop.example.com:8443',
  });
  const ofHeaders = Object.keys(variables).filter((name) => name.startsWith('HTTP_'));
  expect(ofHeaders.toSorted()).toEqual([
    'HTTP_HOST',
    'HTTP_X_CLIENT_IP',
    'HTTP_X_FORWARDED_PORT',
    'HTTP_X_FORWARDED_PROTO',
    'HTTP_X_KEPT',
  ]);
  expect(variables.HTTP_X_CLIENT_IP).toBe('192.0.2.1');
});
