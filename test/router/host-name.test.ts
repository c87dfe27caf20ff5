import { describe, expect, test } from 'vitest';
import {
  environmentHost,
  hostLabel,
  hostOf,
  hostOwner,
  isEnvironmentHost,
} from '../../src/router/host-name.ts';

describe('host names', () => {
  test('are made of environment, project and the server’s domain', () => {
    expect(environmentHost('report', 'main', 'localhost')).toBe('main--report.localhost');
    expect(environmentHost('report', 'main', 'apps.example.com')).toBe('main--report.apps.example.com');
  });

  test('of branches that look the same are two', () => {
    const labels = ['a-b', 'a/b', 'a_b', 'A-b', 'a--b', '-a-b'].map(hostLabel);
    expect(labels[0]).toBe('a-b');
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^a-b(-[a-z0-9]{7})?$/);
  });

  test('are short enough for DNS and never empty, however long or strange the branch', () => {
    for (const branch of ['x'.repeat(200), '名前', '///', 'feature/'.repeat(20)]) {
      expect(hostLabel(branch)).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
      expect(hostLabel(branch).length).toBeLessThanOrEqual(28);
      expect(hostLabel(branch)).not.toContain('--');
    }
  });

  test('are read from a Host header without the port', () => {
    expect(hostOf('MAIN--Report.localhost:8787')).toBe('main--report.localhost');
    expect(hostOf('example.com.')).toBe('example.com');
    expect(hostOf(undefined)).toBe('');
  });

  test('are read in no time, however long', () => {
    const begun = performance.now();
    for (const label of ['-', 'a-', 'a.', '*-.', 'a--'])
      expect(isEnvironmentHost(`${label.repeat(100_000)}_.localhost`, 'localhost')).toBe(false);
    expect(performance.now() - begun).toBeLessThan(500);
    const longest = `${'a.'.repeat(110)}main--report.localhost`;
    expect([longest.length, isEnvironmentHost(longest, 'localhost')]).toEqual([242, true]);
    expect(isEnvironmentHost(`${'a.'.repeat(20)}${longest}`, 'localhost')).toBe(false);
  });

  test('of the API are nobody else’s', () => {
    expect(isEnvironmentHost('main--report.localhost', 'localhost')).toBe(true);
    expect(isEnvironmentHost('www.main--report.localhost', 'localhost')).toBe(true);
    for (const host of [
      '',
      '127.0.0.1',
      'localhost',
      'api.upsun.com',
      'main--report.example.com',
      '--x.localhost',
      'x--.localhost',
      'a_b--c.localhost',
      '.main--report.localhost',
      'main--report*.localhost',
    ])
      expect(isEnvironmentHost(host, 'localhost'), host).toBe(false);
  });

  test.each([
    ['main--shop.localhost', 'shop'],
    ['www.main--shop.localhost', 'shop'],
    ['feature-login-abc1234--my-shop.localhost', 'my-shop'],
    ['main--shop.example.com', null],
    ['shop.localhost', null],
    ['localhost', null],
    ['--shop.localhost', null],
  ])('%s is of the project %s', (host, project) => {
    expect(hostOwner(host, 'localhost')).toBe(project);
  });
});
