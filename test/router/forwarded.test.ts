import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import { describe, expect, test } from 'vitest';
import { forwardedHeaders, visitorOf } from '../../src/router/forwarded.ts';

function request(remoteAddress: string, headers: Record<string, string>, encrypted = false): IncomingMessage {
  const socket = { remoteAddress, localPort: 8787, encrypted };
  return { socket, headers: { host: 'shop.test:8787', ...headers } } as unknown as IncomingMessage;
}

const nobody = new BlockList();
const proxies = new BlockList();
proxies.addSubnet('10.0.0.0', 8);

function told(from: IncomingMessage, trusted: BlockList) {
  return forwardedHeaders(from.headers, visitorOf(from, trusted), 'https://{default}/');
}

describe('what an application is told of its visitor', () => {
  test('is the truth, whatever the visitor claims', () => {
    const claims = {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'bank.test',
      'x-forwarded-prefix': '/admin',
      'x-real-ip': '6.6.6.6',
      'x-client-ip': '6.6.6.6',
      'x-original-url': '/admin',
      forwarded: 'for=6.6.6.6',
      // As which programs read these, in variables of CGI.
      x_client_ssl: 'on',
      x_forwarded_proto: 'https',
      'x.real.ip': '6.6.6.6',
      'x_client-ip': '6.6.6.6',
      'x-kept': 'yes',
      x_kept: 'too',
    };
    expect(told(request('192.0.2.7', claims), nobody)).toEqual({
      host: 'shop.test:8787',
      forwarded: 'for=192.0.2.7;host="shop.test:8787";proto=http',
      'x-client-ip': '192.0.2.7',
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-host': 'shop.test:8787',
      'x-forwarded-port': '8787',
      'x-forwarded-proto': 'http',
      'x-original-route': 'https://{default}/',
      'x-kept': 'yes',
      x_kept: 'too',
    });
  });

  test('says so over TLS, and writes IPv6 as RFC 7239 wants it', () => {
    expect(told(request('2001:db8::7', {}, true), nobody)).toMatchObject({
      forwarded: 'for="[2001:db8::7]";host="shop.test:8787";proto=https',
      'x-client-ssl': 'on',
      'x-forwarded-proto': 'https',
    });
    expect(told(request('::ffff:192.0.2.7', {}), nobody)).toMatchObject({ 'x-forwarded-for': '192.0.2.7' });
  });

  test('comes from a proxy that the operator trusts, up to the first that is not trusted', () => {
    const headers = {
      'x-forwarded-for': '6.6.6.6, 192.0.2.7, 10.1.1.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'shop.example.com',
    };
    expect(told(request('10.2.2.2', headers), proxies)).toMatchObject({
      host: 'shop.example.com',
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '443',
    });
    expect(told(request('192.0.2.9', headers), proxies)).toMatchObject({ 'x-forwarded-for': '192.0.2.9' });
    const nonsense = { 'x-forwarded-for': 'unknown, "; drop' };
    expect(told(request('10.2.2.2', nonsense), proxies)).toMatchObject({ 'x-forwarded-for': '10.2.2.2' });
  });
});
