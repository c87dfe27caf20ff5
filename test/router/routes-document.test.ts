import { expect, test } from 'vitest';
import { routesDocument } from '../../src/router/routes-document.ts';
import { live, redirect, site, upstream } from './sample-site.ts';

test('routes show under the address that leads there, with every key of the original', () => {
  const written = upstream('web', {
    id: 'shop',
    attributes: { team: 'a' },
    redirects: { paths: { '/from': { to: '/to' } } },
    cache: { enabled: false },
    tls: { strict_transport_security: { enabled: true } },
  });
  expect(routesDocument({ 'https://{default}/': written }, site())).toEqual({
    'http://main--shop.localhost:8787/': {
      primary: true,
      id: 'shop',
      production_url: null,
      attributes: { team: 'a' },
      type: 'upstream',
      upstream: 'web:http',
      original_url: 'https://{default}/',
      redirects: {
        expires: '-1',
        paths: {
          '/from': { regexp: false, to: '/to', prefix: true, append_suffix: true, code: 302, expires: '-1' },
        },
      },
      cache: { enabled: false, default_ttl: 0, cookies: ['*'], headers: ['Accept', 'Accept-Language'] },
      ssi: { enabled: false },
      sticky: { enabled: false },
      tls: {
        strict_transport_security: { enabled: true, include_subdomains: null, preload: null },
        min_version: null,
        client_authentication: null,
        client_certificate_authorities: [],
      },
    },
  });
});

test('every domain, and the redirects that the server adds, are shown too', () => {
  const routes = {
    'https://{all}/': upstream('web'),
    'https://www.{default}/': redirect('https://{default}/'),
  };
  const document = routesDocument(routes, live);
  expect(Object.entries(document).map(([url, { type, to }]) => [url, type, to ?? null])).toEqual([
    ['https://example.com/', 'upstream', null],
    ['https://example.org/', 'upstream', null],
    ['https://www.example.com/', 'redirect', 'https://example.com/'],
    ['http://example.com/', 'redirect', 'https://example.com/'],
    ['http://example.org/', 'redirect', 'https://example.org/'],
    ['http://www.example.com/', 'redirect', 'https://www.example.com/'],
  ]);
});

test('the first route that leads to an application is primary, unless the file says which', () => {
  const primary = (routes: Parameters<typeof routesDocument>[0]) =>
    Object.entries(routesDocument(routes, site()))
      .filter(([, route]) => route.primary)
      .map(([url]) => url);
  const two = { 'https://{default}/': upstream('web'), 'https://{default}/b': upstream('b') };
  expect(primary(two)).toEqual(['http://main--shop.localhost:8787/']);
  expect(primary({ ...two, 'https://{default}/b': upstream('b', { primary: true }) })).toEqual([
    'http://main--shop.localhost:8787/b',
  ]);
});
