import { describe, expect, test } from 'vitest';
import { createHostTable } from '../../src/router/host-table.ts';
import { resolveRoutes } from '../../src/router/route-table.ts';
import type { RoutedEnvironment } from '../../src/router/router.ts';
import { createSites } from '../../src/router/sites.ts';
import { upstream } from './sample-site.ts';

const sites = createSites({ domain: 'localhost', httpPort: () => 8787, httpsPort: () => null });
const routes = { 'https://{default}/': upstream('web'), 'https://*.{default}/': upstream('web') };

function environment(project: string, name: string, type = 'production'): RoutedEnvironment {
  const site = () => sites.siteOf({ project, name, type });
  return {
    get site() {
      return site();
    },
    get routes() {
      return resolveRoutes(routes, site());
    },
    frontOf: () => null,
  };
}

describe('the host names of a server', () => {
  const main = environment('shop', 'main');
  const branch = environment('shop', 'new/look', 'development');
  const table = createHostTable(() => [main, branch], sites);

  test('lead to their environments', () => {
    expect(table.find('main--shop.localhost')).toBe(main);
    expect(table.find('a.main--shop.localhost')).toBe(main);
    expect(table.find(branch.site.ownHost)).toBe(branch);
    expect(table.find('shop.example.com')).toBeNull();
  });

  test('change with the domains of a project, which its production environment has', () => {
    sites.setDomains('shop', ['Example.com', 'example.org']);
    expect(main.site).toMatchObject({ defaultHost: 'example.com', allHosts: ['example.com', 'example.org'] });
    expect(table.find('example.org')).toBe(main);
    expect(table.find('main--shop.localhost')).toBe(main);
    expect(branch.site.defaultHost).toBe(branch.site.ownHost);
    sites.setDomains('shop', []);
    expect(table.find('example.org')).toBeNull();
  });

  test('follow an environment whose type changes, without a restart', () => {
    sites.setDomains('shop', ['example.com']);
    const siteAs = (type: string) => sites.siteOf({ project: 'shop', name: 'main', type });
    expect(siteAs('production').defaultHost).toBe('example.com');
    expect(siteAs('staging').defaultHost).toBe('main--shop.localhost');
    expect(siteAs('production').defaultHost).toBe('example.com');
    sites.setDomains('shop', []);
  });
});
