import { describe, expect, test } from 'vitest';
import type { RouteDefinition } from '../../src/config/definition.ts';
import { matchRoute } from '../../src/router/match-route.ts';
import { resolveRoutes } from '../../src/router/route-table.ts';
import type { Site } from '../../src/router/site.ts';
import { live, redirect, site, upstream } from './sample-site.ts';

/** Where a request goes: an application's name, or `301 <location>`. */
function ask(
  routes: Readonly<Record<string, RouteDefinition>>,
  url: string,
  at: Site = site(),
): string | null {
  const { protocol, hostname } = new URL(url);
  const rest = url.slice(url.indexOf('/', 'https://'.length));
  const asked = { scheme: protocol === 'https:' ? 'https' : 'http', host: hostname, url: rest } as const;
  const match = matchRoute(resolveRoutes(routes, at), at, asked);
  if (match === null) return null;
  return match.kind === 'upstream' ? match.application : `${match.status} ${match.location}`;
}

describe('a request goes', () => {
  const routes = { 'https://{default}/': upstream('web'), 'https://{default}/api': upstream('api') };

  test.each([
    ['/', 'web'],
    ['/api', 'api'],
    ['/api/users?x=1', 'api'],
    ['/apiary', 'web'],
  ])('to the application with the longest path above %s', (path, application) => {
    expect(ask(routes, `http://main--shop.localhost${path}`)).toBe(application);
  });

  test('nowhere where no route is', () => {
    expect(ask({}, 'http://main--shop.localhost/')).toBeNull();
    expect(ask({ 'https://{default}/api': upstream('api') }, 'http://main--shop.localhost/')).toBeNull();
    expect(ask(routes, 'http://other.localhost/')).toBeNull();
  });

  test('by its host name: of several, of all domains, below one with a star', () => {
    const hosts = {
      'https://{all}/': upstream('web'),
      'https://www.{default}/': upstream('www'),
      'https://*.{default}/': upstream('tenant'),
      'https://shop.example.com/': upstream('shop'),
    };
    expect(ask(hosts, 'https://example.org/', live)).toBe('web');
    expect(ask(hosts, 'https://www.example.com/', live)).toBe('www');
    expect(ask(hosts, 'https://acme.example.com/', live)).toBe('tenant');
    expect(ask(hosts, 'https://shop.example.com/', live)).toBe('shop');
    expect(ask(hosts, 'https://main--shop.localhost/', live)).toBe('web');
    expect(ask(hosts, 'https://www.main--shop.localhost/', live)).toBe('www');
  });

  test('to a name that is written out only where the project has that domain', () => {
    const written = { 'https://example.com/': upstream('web'), 'https://localhost/': upstream('thief') };
    expect(ask(written, 'https://example.com/', live)).toBe('web');
    expect(ask(written, 'http://example.com/')).toBeNull();
    expect(ask(written, 'http://example.com.main--shop.localhost/')).toBe('web');
    expect(ask(written, 'http://localhost/')).toBeNull();
  });

  test('from http to https where there is TLS, and the other way never', () => {
    expect(ask(routes, 'http://example.com/api/x?y=1', live)).toBe('301 https://example.com/api/x?y=1');
    expect(ask({ 'http://{default}/': upstream('web') }, 'https://example.com/', live)).toBe('web');
  });
});

describe('a route that redirects', () => {
  test('takes path and query along, 301', () => {
    const routes = {
      'https://{default}/': upstream('web'),
      'https://www.{default}/': redirect('https://{default}/'),
    };
    expect(ask(routes, 'https://www.example.com/a/b?c=d', live)).toBe('301 https://example.com/a/b?c=d');
    expect(ask(routes, 'http://www.main--shop.localhost/a')).toBe('301 http://main--shop.localhost:8787/a');
  });

  test('from http to https does nothing on a server without TLS', () => {
    const routes = {
      'http://{default}/': redirect('https://{default}/'),
      'https://{default}/': upstream('web'),
    };
    expect(ask(routes, 'http://main--shop.localhost/')).toBe('web');
  });

  test('of {all} keeps the domain that was asked for', () => {
    const routes = {
      'https://{all}/': upstream('web'),
      'https://www.{all}/': redirect('https://{default}/'),
    };
    expect(ask(routes, 'https://www.example.org/', live)).toBe('301 https://example.com/');
  });
});

describe('redirects of paths', () => {
  const paths = {
    '/from': { to: 'https://{default}/to' },
    '/exact': { to: '/new', prefix: false },
    '/cut': { to: 'https://example.net/x', append_suffix: false, code: 308 },
    '/old/(.*)/end': { to: 'https://example.net/$1', regexp: true },
  };
  const routes = { 'https://{default}/': upstream('web', { redirects: { expires: '1d', paths } }) };
  const at = 'http://main--shop.localhost';

  test.each([
    ['/from', `302 ${at}:8787/to`],
    ['/from/a/b?q=1', `302 ${at}:8787/to/a/b?q=1`],
    ['/fromage', 'web'],
    ['/exact', '302 /new'],
    ['/exact/more', 'web'],
    ['/cut/what/is/below', '308 https://example.net/x'],
    ['/old/a/b/end', '302 https://example.net/a/b'],
    ['/old/a/b/end/not', 'web'],
  ])('%s', (path, expected) => {
    expect(ask(routes, `${at}${path}`)).toBe(expected);
  });

  test('are found in no time, however they are written', () => {
    const slow = { [`${'/'.repeat(50_000)}x`]: { to: '/y' } };
    const begun = performance.now();
    expect(ask({ 'https://{default}/': upstream('web', { redirects: { paths: slow } }) }, `${at}/`)).toBe(
      'web',
    );
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('with an expression that is not taken, or a target without end, do nothing', () => {
    const odd = {
      '/(a+)+(?=b)': { to: '/y', regexp: true },
      '/(.*)': { to: '$1'.repeat(5000), regexp: true },
    };
    const route = { 'https://{default}/': upstream('web', { redirects: { paths: odd } }) };
    const begun = performance.now();
    expect(ask(route, `${at}/${'a'.repeat(60)}!`)).toBe('web');
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('may be kept as long as the file says', () => {
    const asked = { scheme: 'http', host: 'main--shop.localhost', url: '/from' } as const;
    expect(matchRoute(resolveRoutes(routes, site()), site(), asked)).toMatchObject({
      expiresSeconds: 86_400,
    });
  });
});
