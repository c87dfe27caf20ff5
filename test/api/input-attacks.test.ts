import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { allRoutes } from '../../src/api/routes.ts';
import { createApi } from '../../src/api/server.ts';
import { loadDefinition } from '../../src/config/parse.ts';
import { openTestApi, type TestApi } from './test-api.ts';

const traversals = [
  '..',
  '%2e%2e',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2fetc%2fpasswd',
  '..%5c..%5cetc',
  'shop%2f..%2fother',
  '%00',
  'shop%00.git',
];

const sample: Readonly<Record<string, string>> = {
  project: 'shop',
  environment: 'main',
  task: 'report',
  user: 'me',
};

/** Every route with one of its parameters replaced, as often as it has some. */
function attacked(opened: TestApi, text: string) {
  return allRoutes(opened.rooms, { version: '1', startedAt: new Date() })
    .filter(
      ({ bodyForm, path }) => bodyForm !== 'stream' && path.includes('/:') && !path.startsWith('/signin'),
    )
    .flatMap(({ method, path }) =>
      [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
        method,
        url: path.replaceAll(/:(\w+)|\*/g, (_, other?: string) =>
          other === name ? text : (sample[other ?? ''] ?? 'x'),
        ),
      })),
    );
}

describe('a path in place of a name', () => {
  test.each(traversals)('%s, as every name of every route, leads nowhere', async (text) => {
    const opened = await openTestApi();
    const authorization = await opened.bearer();
    const outside = dirname(opened.directory);
    const before = readdirSync(outside).filter((name) => /passwd|etc$/.test(name));
    const wrong: string[] = [];
    for (const { method, url } of attacked(opened, text)) {
      const { statusCode, body } = await opened.api.inject({ method, url, headers: { authorization } });
      if (statusCode >= 500 || /root:x:0/.test(body)) wrong.push(`${method} ${url}: ${statusCode}`);
    }
    expect(wrong).toEqual([]);
    expect(readdirSync(outside).filter((name) => /passwd|etc$/.test(name))).toEqual(before);
  });

  test.each(['..', '../x', 'a/../b', '/etc', 'a\0b', '.git', '-rf', 'a b', 'a\nb', 'a..b', 'x.lock', '@{u}'])(
    'is no name of a branch: %j',
    async (name) => {
      const { ask, asked } = await openTestApi();
      const url = '/projects/shop/environments/main/branch';
      expect((await ask({ method: 'POST', url, payload: { name, title: 'x' } })).status).toBe(400);
      expect(
        (
          await ask({
            method: 'PUT',
            url: `/projects/shop/environments/${encodeURIComponent(name)}/source`,
            payload: 'x',
          })
        ).status,
      ).toBeGreaterThanOrEqual(400);
      expect([asked.changes, asked.pushes]).toEqual([[], []]);
    },
  );

  test.each(['..', '../x', 'a/b', 'a\0b', '', 'A b', '-x', 'x'.repeat(300)])(
    'is no id of a project: %j',
    async (id) => {
      const { ask } = await openTestApi();
      expect((await ask({ method: 'POST', url: '/projects', payload: { id, title: 'x' } })).status).toBe(400);
    },
  );
});

const hostileNames = [
  '$(id)',
  '`id`',
  'a; rm -rf x',
  'a b',
  'a|b',
  '../a',
  "a'b",
  'a"b',
  'a\\nb',
  '!!js/function',
  '&a',
  '*a',
  '{a: b}',
  '-rf',
  '__proto__',
];

describe('a task’s name with shell or YAML in it', () => {
  test.each(hostileNames)('%j is no name in a configuration', (name) => {
    const text = `applications:\n  web: {type: "nodejs:26", web: {commands: {start: x}}}\ntasks:\n  ${JSON.stringify(name)}:\n    type: "nodejs:26"\n    run: {command: x}\n`;
    expect(() => loadDefinition([{ path: '.upsun/config.yaml', text }])).toThrow();
  });

  test.each(hostileNames)('%j runs nothing', async (name) => {
    const { ask, asked } = await openTestApi();
    const url = `/projects/shop/environments/main/tasks/${encodeURIComponent(name)}/run`;
    expect((await ask({ method: 'POST', url })).status).toBeGreaterThanOrEqual(400);
    expect(asked.triggers).toEqual([]);
  });
});

describe('CR, LF and ANSI', () => {
  const evil = '\u001b[2J\u001b]0;owned\u0007\r\nX-Injected: 1\r\n{"level":50,"msg":"forged"}';

  test('make no header of an answer and no line of the server’s log', async () => {
    const opened = await openTestApi();
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const api = createApi(opened.rooms, { log: pino({ level: 'trace' }, stream) });
    onTestFinished(() => api.close());
    const authorization = await opened.bearer();
    for (const url of [
      `/projects/${encodeURIComponent(evil)}`,
      `/nothing/${encodeURIComponent(evil)}`,
      `/projects?x=${encodeURIComponent(evil)}`,
    ]) {
      const { headers } = await api.inject({ url, headers: { authorization, 'x-request-id': 'mine' } });
      expect(headers).not.toHaveProperty('x-injected');
      expect(headers['x-request-id']).not.toBe('mine');
    }
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
      expect(JSON.parse(line)).not.toMatchObject({ msg: 'forged' });
    }
  });

  test('steer no terminal from the audit log', async () => {
    const { ask } = await openTestApi();
    await ask({
      method: 'POST',
      url: '/projects',
      payload: { title: 'x' },
      headers: { 'user-agent': 'curl\u001b[31m\u009b2J' },
    });
    const { body } = await ask('/audit');
    expect(JSON.stringify(body)).toContain('curl');
    expect(JSON.stringify(body)).not.toMatch(/\\u001b|\p{Cc}/u);
  });
});

test.each([
  '/oauth2/token',
  '/oauth2/revoke',
  '/projects',
  '/projects/shop/variables',
  '/users/me/api-tokens',
  '/signin/x',
])('a body that is too large for %s is refused', async (url) => {
  const { api, bearer } = await openTestApi();
  const headers = { authorization: await bearer(), 'content-type': 'application/json' };
  const { statusCode } = await api.inject({
    method: 'POST',
    url,
    headers,
    payload: `{"x":"${'x'.repeat(5 * 1024 * 1024)}"}`,
  });
  expect(statusCode).toBe(413);
});
