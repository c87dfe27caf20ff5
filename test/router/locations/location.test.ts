import { describe, expect, test } from 'vitest';
import { expiresSeconds } from '../../../src/router/duration.ts';
import { handlingOf, sizeBytes } from '../../../src/router/locations/location.ts';
import { requestPath } from '../../../src/router/locations/request-path.ts';

const web = {
  start: 'node .',
  locations: {
    '/': { passthru: true },
    '/files/public/': { root: '/public/', index: ['index.html'], expires: '5m' },
    '/files': {
      root: 'files',
      allow: false,
      passthru: '/index.php',
      headers: { 'X-Frame-Options': 'DENY' },
      rules: { '\\.css$': { expires: '1w' }, '^/files/secret': { allow: false }, '\\.png$': null },
    },
  },
};

describe('the location of a path', () => {
  test('is the longest above it, whatever the order of the file', () => {
    expect(handlingOf(web, '/')).toMatchObject({ root: null, passthru: true });
    expect(handlingOf(web, '/files/a/b.txt')).toMatchObject({ root: 'files', file: 'a/b.txt' });
    expect(handlingOf(web, '/files/public/x.js')).toMatchObject({ root: 'public', file: 'x.js' });
    expect(handlingOf(web, '/filesystem')).toMatchObject({ root: null });
  });

  test('is the application’s where the file has none, and nobody’s where there is no application', () => {
    expect(handlingOf({ ...web, locations: {} }, '/x')).toMatchObject({ passthru: true });
    expect(handlingOf({ start: null, locations: {} }, '/x')).toBeNull();
  });

  test('lets a rule decide, the first that fits', () => {
    expect(handlingOf(web, '/files/a.css')).toMatchObject({ allow: true, expiresSeconds: 604_800 });
    expect(handlingOf(web, '/files/a.png')).toMatchObject({ allow: true, expiresSeconds: null });
    expect(handlingOf(web, '/files/secret.txt')).toMatchObject({ allow: false });
    expect(handlingOf(web, '/files/a.txt')).toMatchObject({ allow: false, passthru: '/index.php' });
  });

  test('is found in no time, however it is written', () => {
    const begun = performance.now();
    const slow = {
      start: null,
      locations: { [`${'/'.repeat(50_000)}x//y`]: { root: `${'/'.repeat(50_000)}z` } },
    };
    expect(handlingOf(slow, '/x//y')).toMatchObject({ root: 'z', file: '' });
    const between = { start: null, locations: { '/': { root: `a${'/'.repeat(50_000)}z` } } };
    expect(handlingOf(between, '/x')).toMatchObject({ file: 'x' });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('survives an expression that would run for ever', () => {
    const slow = { start: null, locations: { '/': { root: '', rules: { '^/(a+)+$': { allow: false } } } } };
    const begun = performance.now();
    expect(handlingOf(slow, `/${'a'.repeat(60)}!`)).toMatchObject({ allow: true });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('keeps closed what a rule closed whose expression is not taken any more', () => {
    const begun = performance.now();
    const path = `/${'a'.repeat(60)}!`;
    const rule = (pattern: string, said: object) =>
      handlingOf({ start: null, locations: { '/': { root: '', rules: { [pattern]: said } } } }, path);
    for (const pattern of ['^/(a+)+(?=b)$', '^/(a+)+\\1$', '(']) {
      expect(rule(pattern, { allow: false })).toMatchObject({ allow: false });
      expect(rule(pattern, { scripts: false })).toMatchObject({ scripts: false });
      expect(rule(pattern, { expires: '5m' })).toMatchObject({ allow: true, expiresSeconds: null });
    }
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

test.each([
  ['/a/b?c=/../d', '/a/b'],
  ['/a//b/./c/../d', '/a/b/d'],
  ['/a/', '/a/'],
  ['/a%2Fb', '/a/b'],
  ['/%e2%82%ac', '/€'],
  ['/..', null],
  ['/a/../../etc/passwd', null],
  ['/%2e%2e/etc/passwd', null],
  ['/..%2fetc', null],
  ['/a%00b', null],
  ['/%zz', null],
  ['*', null],
  ['/a/..', '/'],
])('the path of %s is %s', (url, path) => {
  expect(requestPath(url)).toBe(path);
});

test.each([
  [3600, 3600],
  ['5m', 300],
  ['1d 12h', 129_600],
  ['2M', 5_184_000],
  ['0', 0],
  [-1, null],
  ['soon', null],
  [null, null],
])('expires: %s is %s seconds', (written, seconds) => {
  expect(expiresSeconds(written)).toBe(seconds);
});

test('sizes are read as nginx does', () => {
  expect([sizeBytes('250m'), sizeBytes('1k'), sizeBytes(7), sizeBytes('big')]).toEqual([
    262_144_000,
    1024,
    7,
    null,
  ]);
});
