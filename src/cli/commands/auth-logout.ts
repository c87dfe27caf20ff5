import type { Command } from 'commander';
import { send } from '../client/send.ts';
import { cliClient } from '../client/session-tokens.ts';
import { findAddress } from '../connection/connection.ts';
import {
  type Credentials,
  credentialsPath,
  forgetCredentials,
  listCredentials,
  readCredentials,
} from '../connection/credentials.ts';
import { openSession, type Session } from '../session.ts';

interface Options {
  readonly all?: boolean;
}

export function addAuthLogout(program: Command): void {
  program
    .command('auth:logout')
    .description('Sign out, and end the session at the server')
    .option('--all', 'of every server')
    .action(async (_options, command: Command) => logout(openSession<Options>(command)));
}

async function logout(session: Session<Options>): Promise<void> {
  const { env, terminal } = session;
  const found = await credentialsToForget(session);
  if (found.length === 0) return terminal.err.line('You are not signed in.');
  for (const credentials of found) {
    const told = await revoke(credentials);
    await forgetCredentials(env, credentials.apiUrl);
    const rest = told ? '' : ' The server could not be told; the session there ends within 30 days.';
    terminal.err.line(`You are signed out of ${credentials.apiUrl}.${rest}`);
  }
}

async function credentialsToForget({ env, options }: Session<Options>): Promise<readonly Credentials[]> {
  if (options.all) return listCredentials(env);
  const { apiUrl } = await findAddress(options, env);
  const credentials = await readCredentials(credentialsPath(env, apiUrl));
  return credentials === null ? [] : [credentials];
}

const limitMilliseconds = 10_000;

/** An API token stays valid: it was not made by the sign-in. */
async function revoke(credentials: Credentials): Promise<boolean> {
  if (credentials.kind === 'api_token') return true;
  const body = new URLSearchParams({
    client_id: cliClient,
    token: credentials.refreshToken,
    token_type_hint: 'refresh_token',
  });
  try {
    const url = `${credentials.authUrl}/oauth2/revoke`;
    return (await send(url, { method: 'POST', body, limitMilliseconds })).ok;
  } catch {
    return false;
  }
}
