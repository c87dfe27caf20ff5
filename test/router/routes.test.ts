import { describe, expect, test } from 'vitest';
import type { RouteDefinition } from '../../src/config/definition.ts';
import { applicationUrl, hostLabel, parseHost } from '../../src/router/host-name.ts';
import { matchRoute, routesDocument } from '../../src/router/routes.ts';

const upstream = (application: string): RouteDefinition => ({
  type: 'upstream',
  application,
  endpoint: 'http',
  settings: {},
});
const routes = {
  'https://{default}/': upstream('web'),
  'https://{default}/api': upstream('api'),
  'https://www.{default}/': { type: 'redirect', to: 'https://{default}/', settings: {} } as const,
};

describe('host names', () => {
  test('are made of environment and project, and read back', () => {
    expect(applicationUrl('report', 'main', 8787)).toBe('http://main--report.localhost:8787/');
    expect(parseHost('main--report.localhost:8787')).toEqual({ environmentLabel: 'main', project: 'report' });
    expect(parseHost('MAIN--Report.localhost')).toEqual({ environmentLabel: 'main', project: 'report' });
  });

  test('of branches are fit for DNS', () => {
    expect(hostLabel('feature/New_thing--2')).toBe('feature-new-thing-2');
  });

  test('of the API are nobody else', () => {
    for (const host of [
      undefined,
      '',
      '127.0.0.1:8787',
      'localhost',
      'api.upsun.com',
      'main--report.example.com',
      '--x.localhost',
    ]) {
      expect(parseHost(host)).toBeNull();
    }
  });
});

describe('routes', () => {
  test('lead to the application with the longest path above the request', () => {
    expect(matchRoute(routes, '/api/users?x=1')).toEqual({ application: 'api' });
    expect(matchRoute(routes, '/api')).toEqual({ application: 'api' });
    expect(matchRoute(routes, '/apiary')).toEqual({ application: 'web' });
    expect(matchRoute(routes, '/')).toEqual({ application: 'web' });
    expect(matchRoute({}, '/')).toBeNull();
  });

  test('show in PLATFORM_ROUTES under the address that leads there', () => {
    const document = routesDocument(routes, 'http://main--p.localhost:8787/');
    expect(document['http://main--p.localhost:8787/api']).toMatchObject({
      type: 'upstream',
      upstream: 'api:http',
      original_url: 'https://{default}/api',
    });
  });
});
