import { describe, expect, test } from 'vitest';
import { openBrowser, type Visit } from './browser.ts';
import { type OutsidePerson, openTestProvider, type TestProvider } from './outside-provider.ts';
import {
  allow,
  authorizeUrl,
  codeGrant,
  newVerifier,
  openSignInServer,
  type SignInServer,
} from './sign-in-server.ts';

const eve: OutsidePerson = {
  sub: 'subject-1',
  claims: { email: 'Eve@Example.com', email_verified: true, name: 'Eve Smith', preferred_username: 'eve' },
};

interface Opened {
  readonly server: SignInServer;
  readonly provider: TestProvider;
}

async function open(
  person: OutsidePerson,
  rules: object = { create_users: true },
  more: object = {},
): Promise<Opened> {
  const provider = await openTestProvider(person);
  // The server's address is in its settings, and known when it listens: the port is taken beforehand.
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const base = `http://127.0.0.1:${port}`;
  const identity = {
    public_url: base,
    provider: { ...provider.settings, name: 'Example', ...rules },
    ...more,
  };
  const server = await openSignInServer({ identity, port });
  provider.register(base);
  return { server, provider };
}

/** To the provider and back: the address there that the browser is sent to with the code. */
async function goOutside({ server }: Opened, browser = server.browser, challenge = newVerifier().challenge) {
  const form = await browser.follow(await browser.get(authorizeUrl(challenge)));
  const outside = /action="(\/signin\/[^"]+\/outside)"/.exec(form.text)?.[1] ?? '';
  const leaving = await browser.submit(
    { ...form, text: form.text.split('/outside"').pop() ?? '' },
    {},
    outside,
  );
  return { form, leaving, url: /url=([^"]+)"/.exec(leaving.text)?.[1]?.replaceAll('&amp;', '&') ?? '' };
}

/** What the provider sends the browser back with. */
async function answerOf(url: string): Promise<string> {
  const there = openBrowser(new URL(url).origin);
  const back = await there.follow(await there.get(url));
  return back.location ?? '';
}

async function signIn(opened: Opened, challenge?: string, browser = opened.server.browser): Promise<Visit> {
  const { url } = await goOutside(opened, browser, challenge);
  return browser.follow(await browser.get(await answerOf(url)));
}

async function users({ server }: Opened) {
  return (await server.store.db.selectFrom('users').selectAll().execute()).map(({ username, email }) => ({
    username,
    email,
  }));
}

describe('signing in at an outside OpenID Connect provider', () => {
  test('makes a user without any role, and gives the program its tokens', async () => {
    const opened = await open(eve);
    const { verifier, challenge } = newVerifier();
    const back = await allow(opened.server.browser, await signIn(opened, challenge));
    const grant = codeGrant(back, verifier);
    const { body } = await opened.server.token(grant);
    const headers = { authorization: `Bearer ${body.access_token}` };
    expect((await opened.server.ask({ url: '/users/me', headers })).body).toMatchObject({
      username: 'eve',
      email: 'eve@example.com',
      display_name: 'Eve Smith',
    });
    expect((await opened.server.ask({ url: '/projects', headers })).body).toEqual([]);
  });

  test('finds the same user again, whatever became of the address', async () => {
    const opened = await open(eve);
    expect((await signIn(opened)).text).toContain('wants to act as you');
    opened.provider.person = { ...eve, claims: { ...eve.claims, email: 'moved@example.com' } };
    const before = await users(opened);
    const elsewhere = openBrowser(opened.server.base);
    expect((await signIn(opened, undefined, elsewhere)).text).toContain('<strong>eve</strong>');
    expect(await users(opened)).toEqual(before);
  });

  test('leads to the user of that address, where the provider vouches for it', async () => {
    const opened = await open({ sub: 's', claims: { email: 'bob@example.com', email_verified: true } }, {});
    expect((await signIn(opened)).text).toContain('<strong>bob</strong>');
  });

  test.each<[string, object, object, string]>([
    [
      'an address that is not verified',
      { email_verified: false, email: 'bob@example.com' },
      {},
      'has not verified your e-mail address',
    ],
    ['no address', { email: undefined }, {}, 'does not tell your e-mail address'],
    ['another domain', {}, { allowed_domains: ['example.org'] }, 'Addresses of example.com are not let in'],
    [
      'a claim that is missing',
      {},
      { required_claims: { groups: 'errand' } },
      'does not say that your groups',
    ],
    ['nobody known', {}, {}, 'There is no user eve@example.com here'],
  ])('is refused for %s, with the reason', async (_what, claims, rules, reason) => {
    const opened = await open({ ...eve, claims: { ...eve.claims, ...claims } }, rules);
    const before = await users(opened);
    const page = await signIn(opened);
    expect(page.status).toBe(403);
    expect(page.text).toContain(reason);
    expect(await users(opened)).toEqual(before);
  });

  test('lets in whom domain and claims let in; of a list one entry is enough', async () => {
    const person = { ...eve, claims: { ...eve.claims, groups: ['staff', 'errand'] } };
    const opened = await open(person, {
      allowed_domains: ['example.com'],
      required_claims: { groups: 'errand' },
    });
    expect((await signIn(opened)).text).toContain('wants to act as you');
  });

  test('takes another name where it is somebody else’s', async () => {
    const opened = await open({ ...eve, claims: { ...eve.claims, preferred_username: 'bob' } });
    await signIn(opened);
    expect((await users(opened)).at(-1)).toEqual({ username: 'bob-2', email: 'eve@example.com' });
  });

  test('says so where it was cancelled there', async () => {
    const opened = await open(eve);
    opened.provider.person = null;
    const page = await signIn(opened);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('cancelled at the provider')]);
  });

  test('can be the only way in', async () => {
    const opened = await open(eve, { create_users: true }, { passwords: false });
    const { form } = await goOutside(opened);
    expect(form.text).not.toContain('type="password"');
    const direct = form.url.replace(/\?.*/, '');
    expect(
      (await opened.server.browser.submit(form, { username: 'bob', password: 'x' }, direct)).status,
    ).toBe(400);
  });
});

describe('attacks', () => {
  test('another browser’s answer, a second use and a changed state are not taken', async () => {
    const opened = await open(eve);
    const { url } = await goOutside(opened);
    const answer = await answerOf(url);
    const stranger = openBrowser(opened.server.base);
    expect((await stranger.follow(await stranger.get(answer))).status).toBe(400);
    const changed = answer.replace(/state=([^.&]+)\.[^&]+/, 'state=$1.other');
    const { browser } = opened.server;
    expect((await browser.follow(await browser.get(changed))).status).toBe(403);
    // The attempt used it up.
    expect((await browser.follow(await browser.get(answer))).text).toContain('was done already');
  });

  test('a code of another sign-in is refused: verifier and nonce are not its own', async () => {
    const opened = await open(eve);
    const attacker = openBrowser(opened.server.base);
    const stolen =
      new URL(await answerOf((await goOutside(opened, attacker)).url)).searchParams.get('code') ?? '';
    const mine = new URL(await answerOf((await goOutside(opened)).url));
    mine.searchParams.set('code', stolen);
    const { browser } = opened.server;
    const page = await browser.follow(await browser.get(mine.href));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('invalid_grant')]);
  });

  test('the way out needs the form of this sign-in', async () => {
    const opened = await open(eve);
    const { form } = await goOutside(opened);
    const action = `${form.url.replace(/\?.*/, '')}/outside`;
    expect(
      (await opened.server.browser.submit({ ...form, text: '' }, { csrf: 'guessed' }, action)).status,
    ).toBe(403);
  });
});

test('a provider that cannot be reached is said to the person, and passwords still work', async () => {
  const opened = await open(eve, { issuer: 'http://127.0.0.1:1' });
  const { leaving, form } = await goOutside(opened);
  expect([leaving.status, leaving.text]).toEqual([502, expect.stringContaining('Example cannot be reached')]);
  expect(form.text).toContain('type="password"');
});
