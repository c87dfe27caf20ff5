import { createHash, randomBytes } from 'node:crypto';
import { insertUser } from '../../src/store/users/insert-user.ts';
import { type Browser, openBrowser, type Visit } from './browser.ts';
import { aUser } from './filled-store.ts';
import { openTestApi, type TestApi, type TestApiOptions } from './test-api.ts';

export const password = 'correct horse battery';
export const redirectUri = 'http://127.0.0.1:5000';

export interface SignInServer extends TestApi {
  readonly base: string;
  readonly browser: Browser;
  token(
    parameters: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Tokens }>;
}

export interface Tokens {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
  readonly error?: string;
  readonly error_description?: string;
}

/** The API on a port, with Bob, who has a password. */
export async function openSignInServer(options: TestApiOptions = {}): Promise<SignInServer> {
  const opened = await openTestApi(options);
  const bob = aUser({ id: 'bob', username: 'bob', email: 'bob@example.com', displayName: 'Bob' });
  await insertUser(opened.store.db, bob);
  await opened.rooms.people.choosePassword(bob, password);
  const base = await opened.listen();
  return {
    ...opened,
    base,
    browser: openBrowser(base),
    async token(parameters) {
      const headers = { authorization: `Basic ${Buffer.from('upsun-cli:').toString('base64')}` };
      const body = new URLSearchParams(parameters);
      const response = await fetch(`${base}/oauth2/token`, { method: 'POST', headers, body });
      return { status: response.status, body: (await response.json()) as Tokens };
    },
  };
}

/** PKCE (RFC 7636), as the upsun command does it. */
export function newVerifier(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export function authorizeUrl(challenge: string, change: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    redirect_uri: redirectUri,
    state: 'a state',
    client_id: 'upsun-cli',
    prompt: 'consent',
    response_type: 'code',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    scope: 'offline_access',
    ...change,
  });
  return `/oauth2/authorize?${query}`;
}

/** Up to where the browser would leave for the program: the address with the code. */
export async function signInAsBob(browser: Browser, url: string): Promise<URL> {
  const form = await browser.follow(await browser.get(url));
  const isSignedIn = !form.text.includes('name="username"');
  const consent = isSignedIn
    ? form
    : await browser.follow(await browser.submit(form, { username: 'bob', password }));
  return allow(browser, consent);
}

export async function allow(browser: Browser, consent: Visit): Promise<URL> {
  const left = await browser.follow(await browser.submit(consent, { answer: 'allow' }));
  if (left.location === null) throw new Error(`the browser was not sent on: ${left.status} ${left.text}`);
  return new URL(left.location);
}

/** What a program asks for tokens with, once the browser came back to it. */
export function codeGrant(back: URL, verifier: string) {
  return {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
}

/** Tokens for a program that Bob signed in. */
export async function bobsTokens(server: SignInServer): Promise<Tokens> {
  const { verifier, challenge } = newVerifier();
  const back = await signInAsBob(server.browser, authorizeUrl(challenge));
  const grant = codeGrant(back, verifier);
  const { body } = await server.token(grant);
  if (body.access_token === undefined) throw new Error(JSON.stringify(body));
  return body;
}
