import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { findAddress } from '../connection/connection.ts';
import { writeJson } from '../output/json.ts';
import { interrupted } from '../run/exit-status.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { openSession, type Session } from '../session.ts';
import { signInWithBrowser } from '../sign-in/browser-sign-in.ts';
import { openInBrowser } from '../sign-in/open-browser.ts';
import { keepSignIn } from '../sign-in/sign-in.ts';

interface Options {
  /** False with `--no-browser`. */
  readonly browser: boolean;
}

export function addAuthLogin(program: Command): void {
  program
    .command('auth:login')
    .description('Sign in with a browser')
    .option('--no-browser', 'only show the address to open')
    .action(async (_options, command: Command) => login(openSession<Options>(command)));
}

async function login(session: Session<Options>): Promise<void> {
  const { env, options, terminal, json } = session;
  const { err, out } = terminal;
  const address = await findAddress(options, env);
  const stopping = untilStopped();
  const show = (url: string) => {
    err.line(`Open this address in a browser on this machine, and sign in there:\n\n  ${url}\n`);
    if (options.browser) openInBrowser(url, env);
  };
  const granted = await signInWithBrowser(address.authUrl, show, stopping.signal).finally(() =>
    stopping.end(),
  );
  if (granted === null) {
    err.line('You did not sign in.');
    process.exitCode = interrupted;
    return;
  }
  if (granted.refreshToken === null) throw new ErrandError('internal', 'The server gave no refresh token.');
  const { user } = await keepSignIn(env, {
    ...address,
    kind: 'session',
    username: '',
    accessToken: granted.accessToken,
    refreshToken: granted.refreshToken,
    accessTokenEndsAt: Date.now() + granted.expiresInSeconds * 1000,
  });
  if (json) return writeJson(out, { api_url: address.apiUrl, user });
  err.line(`You are signed in to ${address.apiUrl} as ${err.plain(user.username)}.`);
}
