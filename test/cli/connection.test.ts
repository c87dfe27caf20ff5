import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeToken } from './fake/answers.ts';
import { errand } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'errand-home-'));
});
afterEach(() => rm(home, { recursive: true }));

describe('which server', () => {
  test("this machine's, when nothing else is said", async () => {
    await using api = await startFakeApi();
    await writeFile(join(home, 'local.json'), JSON.stringify({ apiUrl: api.url, token: fakeToken }));
    const { status } = await errand(['project:list'], { env: { ERRAND_HOME: home } });
    expect(status).toBe(0);
  });

  test("this machine's token goes with its address in any spelling of the option", async () => {
    await using api = await startFakeApi();
    await writeFile(join(home, 'local.json'), JSON.stringify({ apiUrl: api.url, token: fakeToken }));
    const { status } = await errand(['project:list', '--api-url', `${api.url}/`], {
      env: { ERRAND_HOME: home },
    });
    expect(status).toBe(0);
  });

  test("this machine's token never goes to another server", async () => {
    await using api = await startFakeApi();
    await writeFile(
      join(home, 'local.json'),
      JSON.stringify({ apiUrl: 'http://127.0.0.1:1', token: fakeToken }),
    );
    const { status, stderr } = await errand(['project:list'], {
      env: { ERRAND_HOME: home, ERRAND_API_URL: api.url },
    });
    expect(stderr).toContain(`There is no API token for ${api.url}.`);
    expect(status).toBe(7);
    expect(api.requests).toHaveLength(0);
  });

  test("UPSUN_CLI_TOKEN does not go to this machine's server unasked", async () => {
    await using api = await startFakeApi();
    await writeFile(join(home, 'local.json'), JSON.stringify({ apiUrl: api.url, token: fakeToken }));
    const env = { ERRAND_HOME: home, UPSUN_CLI_TOKEN: 'of-another-server' };
    await errand(['project:list'], { env });
    expect(api.bodyOf('POST /oauth2/token')).toBe(`grant_type=api_token&api_token=${fakeToken}`);
  });

  test("the variables of Upsun's own command line work", async () => {
    await using api = await startFakeApi();
    const env = { UPSUN_CLI_API_URL: api.url, UPSUN_CLI_TOKEN: fakeToken };
    expect((await errand(['project:list'], { env })).status).toBe(0);
    const { authorization, ...headers } = api.requests[0]?.headers ?? {};
    expect(authorization).toMatch(/^Basic /);
    expect(headers['content-type']).toContain('application/x-www-form-urlencoded');
  });

  test('options win over variables', async () => {
    await using api = await startFakeApi();
    const env = { ERRAND_API_URL: 'http://127.0.0.1:1', ERRAND_TOKEN: 'wrong' };
    expect((await errand(['project:list', '--api-url', api.url, '--token', fakeToken], { env })).status).toBe(
      0,
    );
  });
});

describe('when it does not work', () => {
  test('no server is known: says where it looked and how to start one', async () => {
    const { status, stderr } = await errand(['project:list'], { env: { ERRAND_HOME: home } });
    expect(stderr).toContain(`no local.json in ${home}`);
    expect(stderr).toContain('errand serve');
    expect(status).toBe(12);
  });

  test('nothing answers: names the address', async () => {
    const api = await startFakeApi();
    await api[Symbol.asyncDispose]();
    const { status, stderr } = await errand(['project:list'], { api });
    expect(stderr).toContain(`✘ No Errand server answers at ${api.url} (connect ECONNREFUSED`);
    expect(status).toBe(12);
  });

  test('something else answers', async () => {
    await using api = await startFakeApi({ instead: { 'POST /oauth2/token': { status: 502, body: {} } } });
    const { status, stderr } = await errand(['project:list'], { api });
    expect(stderr).toContain(`HTTP 502 from ${api.url}/oauth2/token`);
    expect(status).toBe(12);
  });

  test('the token is wrong', async () => {
    await using api = await startFakeApi();
    const { status, stderr } = await errand(['project:list', '--token', 'wrong'], { api });
    expect(stderr).toBe(
      '✘ Invalid API token\n  Sign in: errand auth:login. Or give an API token with --token or in ERRAND_TOKEN.\n',
    );
    expect(status).toBe(7);
  });

  test('a token that is refused again and again is given up', async () => {
    await using api = await startFakeApi({ refuseTokens: 99 });
    expect((await errand(['project:list'], { api })).status).toBe(7);
    expect(api.requests).toHaveLength(4);
  });
});
