import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSignInServer, password, type SignInServer } from '../api/sign-in-server.ts';
import { openChromium } from '../support/chromium.ts';
import { errand, startErrand } from './fake/errand.ts';

async function withCommand() {
  const server = await openSignInServer();
  const config = await mkdtemp(join(tmpdir(), 'errand-config-'));
  onTestFinished(() => rm(config, { recursive: true, force: true }));
  const env = { XDG_CONFIG_HOME: config, ERRAND_API_URL: server.base };
  return { server, config, env, run: (...words: string[]) => errand(words, { env }) };
}

/** Bob's API token. */
async function apiToken({ ask }: SignInServer): Promise<string> {
  const made = await ask({ method: 'POST', url: '/users/bob/api-tokens', payload: { name: 'laptop' } });
  return (made.body as { readonly token: string }).token;
}

/** Makes Chromium the browser of a sign-in: what a person does, from the address to the last page. */
async function signInWithChromium(url: string, oneTime: string, chosen: string) {
  await using browser = await openChromium();
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByLabel('User name or e-mail address').fill('bob@example.com');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'User name or password is wrong.' }).waitFor();
  const shown = await page.getByLabel('User name or e-mail address').inputValue();
  await page.getByLabel('Password').fill(oneTime);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
  await page.getByLabel('New password').fill(chosen);
  await page.getByLabel('The same again').fill(chosen);
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.getByRole('heading', { name: 'The errand command wants to act as you' }).waitFor();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
  return shown;
}

describe('auth:login', () => {
  test('signs in with a real browser, from a password for one sign-in to a command that works', async () => {
    const { server, config, env, run } = await withCommand();
    const { password: oneTime } = await server.rooms.people.giveOneTimePassword('bob');
    const { running, url } = await startLogin(env);
    expect(await signInWithChromium(url, oneTime, 'a password of my own')).toBe('bob@example.com');
    const ended = await running.ended;
    expect(ended).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(`signed in to ${server.base} as bob`),
    });
    const info = await run('auth:info');
    expect(info.stdout).toMatch(/signed in with +a browser/);
    const folder = join(config, 'errand', 'credentials');
    const [file = ''] = await readdir(folder);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await run('auth:logout')).stderr).toContain('signed out');
    expect(await readdir(folder)).toEqual([]);
    expect((await run('auth:info')).status).toBe(7);
  });

  test('commands at once share one sign-in, and none ends it for the others', async () => {
    const { server, config, env, run } = await withCommand();
    await signInWithoutBrowser(server, env);
    const folder = join(config, 'errand', 'credentials');
    const path = join(folder, (await readdir(folder))[0] ?? '');
    const session = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...session, accessTokenEndsAt: 0 }));
    const ended = await Promise.all([run('auth:info'), run('auth:info'), run('auth:info')]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect((await run('auth:info')).status).toBe(0);
  });

  test('is given up with Ctrl-C', async () => {
    const { env } = await withCommand();
    const { running } = await startLogin(env);
    running.process.kill('SIGINT');
    expect(await running.ended).toMatchObject({ status: 130 });
  });

  test('says what to do when the sign-in has ended', async () => {
    const { server, env, run } = await withCommand();
    await signInWithoutBrowser(server, env);
    await server.ask({ method: 'PATCH', url: '/users/bob', payload: { deactivated: true } });
    const { status, stderr } = await run('auth:info');
    expect(status).toBe(7);
    expect(stderr).toContain('errand auth:login');
  });
});

/** The command, and the address that it shows. */
async function startLogin(env: Readonly<Record<string, string>>) {
  const running = startErrand(['auth:login', '--no-browser'], { env });
  let seen = '';
  running.process.stderr?.on('data', (text) => {
    seen += text;
  });
  await running.saw('scope=offline_access');
  const [url = ''] = /http:\S+\/oauth2\/authorize\?\S+/.exec(seen) ?? [];
  return { running, url };
}

async function signInWithoutBrowser(
  server: SignInServer,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const { running, url } = await startLogin(env);
  const form = await server.browser.follow(await server.browser.get(url));
  const consent = await server.browser.follow(
    await server.browser.submit(form, { username: 'bob', password }),
  );
  const left = await server.browser.follow(await server.browser.submit(consent, { answer: 'allow' }));
  await fetch(left.location ?? '');
  const ended = await running.ended;
  if (ended.status !== 0) throw new Error(ended.stderr);
}

describe('auth:api-token-login', () => {
  test('takes a token from stdin and keeps it for its server', async () => {
    const { server, env, run } = await withCommand();
    const running = startErrand(['auth:api-token-login'], { env });
    running.process.stdin?.end(`${await apiToken(server)}\n`);
    expect(await running.ended).toMatchObject({ status: 0, stderr: expect.stringContaining('as bob') });
    expect((await run('auth:info', '--json')).stdout).toContain('"username": "bob"');
    expect((await run('auth:logout', '--all')).status).toBe(0);
  });

  test('keeps nothing where the token is wrong', async () => {
    const { config, env } = await withCommand();
    const running = startErrand(['auth:api-token-login'], { env });
    running.process.stdin?.end('errand_wrong\n');
    expect((await running.ended).status).toBe(7);
    expect(await readdir(join(config, 'errand', 'credentials'))).toEqual([]);
  });
});
