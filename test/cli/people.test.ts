import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readExpiry } from '../../src/cli/commands/api-tokens.ts';
import { permissionsFrom } from '../../src/cli/people/roles.ts';
import { openSignInServer } from '../api/sign-in-server.ts';
import { userId } from '../api/test-api.ts';
import { errand } from './fake/errand.ts';

/** The real command on the real API, as Ada, the administrator. */
async function asAda() {
  const server = await openSignInServer();
  const config = await mkdtemp(join(tmpdir(), 'errand-config-'));
  onTestFinished(() => rm(config, { recursive: true, force: true }));
  const made = await server.ask({
    method: 'POST',
    url: `/users/${userId}/api-tokens`,
    payload: { name: 'test' },
  });
  const { token } = made.body as { readonly token: string };
  const env = { XDG_CONFIG_HOME: config, ERRAND_API_URL: server.base, ERRAND_TOKEN: token };
  return { server, run: (...words: string[]) => errand(words, { env }) };
}

describe('roles, as the original takes them', () => {
  test.each([
    [['admin'], [], ['admin']],
    [['a'], [], ['admin']],
    [['viewer'], [], ['viewer']],
    [['production:v', 'development:c'], [], ['viewer', 'production:viewer', 'development:contributor']],
    [['prod%:v,dev*:admin'], [], ['viewer', 'production:viewer', 'development:admin']],
    [['%:viewer'], [], ['viewer', 'production:viewer', 'staging:viewer', 'development:viewer']],
    [['staging:none'], ['viewer', 'staging:admin', 'production:viewer'], ['viewer', 'production:viewer']],
    [['staging:c'], ['viewer', 'production:viewer'], ['viewer', 'production:viewer', 'staging:contributor']],
    [['staging:c'], ['admin'], ['viewer', 'staging:contributor']],
    [['admin'], ['viewer', 'staging:contributor'], ['admin']],
  ])('%j upon %j is %j', (options, before, expected) => {
    expect(permissionsFrom(options, before)).toEqual(expected);
  });

  test.each([[['owner']], [['test:viewer']], [['staging:x']], [['']], [['admin', 'staging:viewer']]])(
    '%j is refused',
    (options) => {
      expect(() => permissionsFrom(options)).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});

test('when a token ends is said in days, in hours, or as a date', () => {
  const now = new Date('2026-08-01T10:00:00.000Z');
  expect(readExpiry('90d', now)).toBe('2026-10-30T10:00:00.000Z');
  expect(readExpiry('12h', now)).toBe('2026-08-01T22:00:00.000Z');
  expect(readExpiry('2027-01-31', now)).toBe('2027-01-31T00:00:00.000Z');
  for (const text of ['soon', '5', '3 weeks', '']) expect(() => readExpiry(text, now)).toThrow('is no time');
});

describe('the command', () => {
  test('makes a user, lets them into a project, changes and ends their role', async () => {
    const { run } = await asAda();
    const made = await run('account:create', 'eve@example.com', '--name', 'Eve');
    expect(made.stdout).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}\n$/);
    expect((await run('user:add', 'eve@example.com', '-r', 'dev%:c', '-p', 'shop')).stderr).toContain(
      'eve@example.com has in shop: viewer, development:contributor.',
    );
    expect((await run('user:update', 'eve', '-r', 'staging:v', '-p', 'shop')).stderr).toContain(
      'viewer, staging:viewer, development:contributor',
    );
    expect((await run('user:list', '-p', 'shop')).stdout).toMatch(
      /eve@example\.com +eve +viewer, staging:viewer/,
    );
    expect((await run('user:get', 'eve@example.com', '-p', 'shop', '--json')).stdout).toContain(
      '"staging:viewer"',
    );
    expect((await run('user:delete', 'eve', '-p', 'shop')).status).toBe(0);
    expect(await run('user:get', 'eve', '-p', 'shop')).toMatchObject({
      status: 8,
      stderr: expect.stringContaining('errand user:list'),
    });
    expect((await run('user:add', 'new@example.com', '-r', 'admin', '-p', 'shop')).stderr).toContain(
      'errand user:create',
    );
  });

  test('looks after the users of the server', async () => {
    const { run } = await asAda();
    expect((await run('account:list')).stdout).toMatch(/ada +ada@example\.com +administrator +active/);
    expect((await run('account:update', 'bob', '--owner', '--name', 'Robert')).stdout).toMatch(
      /owner of the organization/,
    );
    expect((await run('account:update', 'bob', '--no-owner', '--deactivated')).stdout).toMatch(/deactivated/);
    expect((await run('account:password', 'bob@example.com')).stdout).toMatch(/^([a-z2-9]{5}-){3}/);
    expect((await run('account:delete', 'bob')).status).toBe(0);
    expect(await run('account:get', 'bob')).toMatchObject({ status: 8 });
    expect(await run('account:delete', 'ada')).toMatchObject({ status: 9 });
  });

  test('makes, lists and revokes API tokens', async () => {
    const { run } = await asAda();
    const made = await run('api-token:create', 'ci', '--expires', '90d');
    expect(made.stdout).toMatch(/^errand_[\w-]{43}\n$/);
    const env = (await run('api-token:list')).stdout;
    expect(env).toMatch(/ci +20\d\d-\S+ +never +20\d\d/);
    expect((await run('auth:info', '--token', made.stdout.trim())).stdout).toMatch(/administrator/);
    expect((await run('api-token:revoke', 'ci')).status).toBe(0);
    expect((await run('auth:info', '--token', made.stdout.trim())).status).toBe(7);
    expect((await run('api-token:revoke', 'ci')).status).toBe(8);
  });

  test('shows the audit log and replaces the signing key', async () => {
    const { run } = await asAda();
    await run('keys:rotate');
    await run('api-token:create', 'ci');
    expect((await run('audit:list')).stdout).toMatch(/ada +127\.0\.0\.1 +done +api-token:create/);
    const filtered = await run('audit:list', '--operation', 'key:rotate', '--json');
    expect(JSON.parse(filtered.stdout)).toMatchObject([{ operation: 'key:rotate', actor: { name: 'ada' } }]);
    expect((await run('audit:list', '--result', 'denied', '--limit', '5')).stderr).toContain('no such entry');
  });
});
