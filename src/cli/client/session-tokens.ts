import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrandError } from '../../errors/errand-error.ts';
import { readCredentials, type SessionCredentials } from '../connection/credentials.ts';
import { writePrivate } from '../connection/private-file.ts';
import type { AccessTokens } from './access-token.ts';
import { requestTokens } from './token-request.ts';

/** What this command calls itself where people sign in. */
export const cliClient = 'errand-cli';

const marginMilliseconds = 10_000;
/** Longer than a refresh takes; a lock that is older was left by a process that died. */
const staleMilliseconds = 60_000;

/** Access tokens of a sign-in with a browser. They are kept in its file, for the commands that follow. */
export function sessionTokens(path: string): AccessTokens {
  let last = '';
  let refused: string | null = null;
  return {
    async current() {
      const session = await readSession(path);
      const isGood =
        session.accessToken !== refused && Date.now() < session.accessTokenEndsAt - marginMilliseconds;
      last = isGood ? session.accessToken : await refreshedToken(path, session.accessToken);
      return last;
    },
    forget() {
      refused = last;
    },
  };
}

async function readSession(path: string): Promise<SessionCredentials> {
  const credentials = await readCredentials(path);
  if (credentials?.kind === 'session') return credentials;
  throw new ErrandError('unauthenticated', 'You are not signed in any more.', signInAgain);
}

const signInAgain = { details: { hint: 'Sign in: errand auth:login.' } } as const;

/**
 * A refresh token is good for one use, and one that comes twice ends the session: of several commands at once the first
 * refreshes, and the others take what it got.
 */
async function refreshedToken(path: string, former: string): Promise<string> {
  await using _lock = await lock(`${path}.lock`);
  const session = await readSession(path);
  if (session.accessToken !== former) return session.accessToken;
  const parameters = { grant_type: 'refresh_token', refresh_token: session.refreshToken };
  const granted = await requestTokens(session.authUrl, cliClient, parameters).catch((error: unknown) => {
    if (!(error instanceof ErrandError) || error.code !== 'unauthenticated') throw error;
    throw new ErrandError('unauthenticated', `Your sign-in to ${session.apiUrl} has ended.`, {
      ...signInAgain,
      cause: error,
    });
  });
  const { accessToken, refreshToken, expiresInSeconds } = granted;
  const renewed: SessionCredentials = {
    ...session,
    accessToken,
    refreshToken: refreshToken ?? session.refreshToken,
    accessTokenEndsAt: Date.now() + expiresInSeconds * 1000,
  };
  await writePrivate(path, `${JSON.stringify(renewed, null, 2)}\n`);
  return accessToken;
}

async function lock(path: string): Promise<AsyncDisposable> {
  for (;;) {
    try {
      await (await open(path, 'wx', 0o600)).close();
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
      if (age > staleMilliseconds) await rm(path, { force: true });
      await delay(50);
    }
  }
}
