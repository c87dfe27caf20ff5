import { expect, test } from 'vitest';
import type { ApplicationDefinition } from '../../src/config/definition.ts';
import { withScripts } from '../../src/deploy/php-fpm.ts';

type Locations = ApplicationDefinition['web']['locations'];

function startOf(locations: Locations, type = 'php:8.4', start: string | null = null) {
  const application = {
    type,
    web: { start, locations, protocol: 'http' },
  } as unknown as ApplicationDefinition;
  return withScripts(application).web;
}

test.each<Locations>([
  { '/': { root: 'public', passthru: '/index.php' } },
  { '/': { root: 'public' } },
  { '/': { root: 'public', scripts: false, passthru: true } },
  { '/': { root: 'public', scripts: false, rules: { '\\.php$': { scripts: true } } } },
  { '/': { root: 'public', scripts: false }, '/admin': { root: 'admin' } },
])('a PHP application that may run a script gets what runs it: %j', (locations) => {
  expect(startOf(locations)).toMatchObject({
    start: expect.stringContaining('php-fpm'),
    protocol: 'fastcgi',
  });
});

test.each<Locations>([
  {},
  { '/': { root: 'public', scripts: false } },
  { '/': { root: 'public', scripts: false, passthru: false, rules: { '\\.css$': { expires: '1d' } } } },
])('one of files alone needs no PHP server: %j', (locations) => {
  expect(startOf(locations)).toMatchObject({ start: null, protocol: 'http' });
});

test('an application with a command of its own, or of another type, is as it was', () => {
  const locations = { '/': { root: 'public' } };
  expect(startOf(locations, 'php:8.4', 'php -S 0:$PORT')).toMatchObject({ start: 'php -S 0:$PORT' });
  expect(startOf(locations, 'nodejs:26')).toMatchObject({ start: null });
});
