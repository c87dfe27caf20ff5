import { describe, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { authorizeUrl, newVerifier, openSignInServer, password } from './sign-in-server.ts';

async function atTheForm(options = {}) {
  const server = await openSignInServer(options);
  const { browser } = server;
  const begun = await browser.get(authorizeUrl(newVerifier().challenge));
  const form = await browser.follow(begun);
  const path = new URL(form.url).pathname;
  const csrf = /name="csrf" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  return { ...server, begun, form, path, csrf };
}

describe('cookies', () => {
  test('are out of reach of scripts and of other sites', async () => {
    const { begun, browser, form } = await atTheForm();
    const signedIn = await browser.submit(form, { username: 'bob', password });
    const resumed = await browser.get(signedIn.location ?? '');
    const set = [...begun.headers.getSetCookie(), ...resumed.headers.getSetCookie()].filter(
      (line) => !/=;|expires=Thu, 01 Jan 1970/i.test(line),
    );
    expect(set.length).toBeGreaterThan(3);
    for (const line of set) {
      expect(line).toMatch(/; httponly/i);
      expect(line).toMatch(/; samesite=lax/i);
      expect(line).not.toMatch(/; secure/i);
    }
  });

  test('go over TLS only where people come over TLS', async () => {
    const { api } = await openSignInServer({ identity: { public_url: 'https://errand.example.com' } });
    const headers = { host: 'errand.example.com', 'x-forwarded-proto': 'https' };
    const answer = await api.inject({ url: authorizeUrl(newVerifier().challenge), headers });
    const set = [answer.headers['set-cookie'] ?? []].flat();
    expect(set.length).toBeGreaterThan(1);
    for (const line of set) expect(line).toMatch(/; secure/i);
  });
});

describe('forms', () => {
  const fields = { username: 'bob', password };

  test('are not taken from another site', async () => {
    const { browser, form, base, path, csrf } = await atTheForm();
    expect((await browser.submit({ ...form, text: '' }, fields, path)).status).toBe(403);
    expect((await browser.submit(form, { ...fields, csrf: 'guessed' })).status).toBe(403);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = (headers: Record<string, string>) =>
      fetch(base + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, ...headers },
        body: new URLSearchParams({ ...fields, csrf }),
      });
    expect((await sent({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await sent({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  });

  test('of one browser are worth nothing in another', async () => {
    const { base, form, path } = await atTheForm();
    const other = openBrowser(base);
    expect((await other.get(path)).status).toBe(400);
    expect((await other.submit(form, fields, path)).status).toBe(400);
    // With a sign-in of its own begun, neither.
    await other.follow(await other.get(authorizeUrl(newVerifier().challenge)));
    expect((await other.submit(form, fields, path)).status).toBe(400);
  });

  test('do not let anybody skip a step', async () => {
    const { browser, form, path } = await atTheForm();
    expect((await browser.submit(form, { answer: 'allow' }, `${path}/consent`)).status).toBe(400);
    const chosen = { ticket: 'bob.9999999999999.x', password: 'a new long one', repeated: 'a new long one' };
    expect((await browser.submit(form, chosen, `${path}/password`)).status).toBe(403);
    expect((await browser.submit(form, fields)).status).toBe(303);
  });
});

describe('pages', () => {
  test('are shown in no frame and load nothing', async () => {
    const { browser, form } = await atTheForm();
    const wrong = await browser.submit(form, { username: 'bob', password: 'x' });
    const consent = await browser.follow(await browser.submit(form, { username: 'bob', password }));
    const error = await browser.get(authorizeUrl('x', { redirect_uri: 'https://evil.example/' }));
    const gone = await browser.get('/signin/unknown');
    for (const page of [form, wrong, consent, error, gone]) {
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-inline');
      expect(page.headers.get('x-frame-options')).toBe('DENY');
      expect(page.headers.get('cache-control')).toContain('no-store');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.text).not.toContain('<script');
    }
  });

  test('show what was typed, and never run it', async () => {
    const { browser, form } = await atTheForm();
    const typed = '"><img src=x onerror=alert(1)>';
    const { text } = await browser.submit(form, { username: typed, password: 'x' });
    expect(text).not.toContain('<img');
    expect(text).toContain('&quot;&gt;&lt;img');
    const hinted = await browser.follow(
      await browser.get(authorizeUrl(newVerifier().challenge, { login_hint: typed })),
    );
    expect(hinted.text).not.toContain('<img');
    const named = await browser.get(authorizeUrl(newVerifier().challenge, { client_id: '<b>x</b>' }));
    expect(named.text).not.toContain('<b>x');
  });
});

describe('guessing a password', () => {
  test('is told nothing but that it was wrong', async () => {
    const { browser, form, ask } = await atTheForm();
    await ask({ method: 'PATCH', url: `/users/bob`, payload: { deactivated: true } });
    const answers = [];
    for (const fields of [
      { username: 'nobody', password },
      { username: 'bob', password },
      { username: '', password: '' },
    ]) {
      const { status, text } = await browser.submit(form, fields);
      answers.push([status, /role="alert">([^<]+)/.exec(text)?.[1]]);
    }
    expect(answers).toEqual(Array(3).fill([401, 'User name or password is wrong.']));
  });

  test('becomes slow, and then not even the right one is taken at once', async () => {
    const { browser, form, ask } = await atTheForm();
    const guess = (text: string) => browser.submit(form, { username: 'bob', password: text });
    const first = [];
    for (let i = 0; i < 5; i += 1) first.push((await guess(`guess ${i}`)).status);
    expect(first).toEqual([401, 401, 401, 401, 401]);
    const next = await guess(password);
    expect(next.status).toBe(429);
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(next.text).toContain('Too many attempts');
    const { body } = await ask('/audit?operation=sign-in&result=denied');
    const { items } = body as { items: { count: number; actor: unknown; target: unknown }[] };
    expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(items[0]).toMatchObject({ actor: { name: 'bob' }, target: { client: 'upsun-cli' } });
  });
});
