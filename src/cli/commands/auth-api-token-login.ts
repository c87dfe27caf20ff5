import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { findAddress } from '../connection/connection.ts';
import { writeJson } from '../output/json.ts';
import { openSession, type Session } from '../session.ts';
import { readSecret } from '../sign-in/read-secret.ts';
import { keepSignIn } from '../sign-in/sign-in.ts';

export function addAuthApiTokenLogin(program: Command): void {
  program
    .command('auth:api-token-login')
    .description('Sign in with an API token, asked for or read from stdin')
    .action(async (_options, command: Command) => login(openSession(command)));
}

async function login(session: Session<unknown>): Promise<void> {
  const { env, options, terminal, json } = session;
  const address = await findAddress(options, env);
  const apiToken = options.token ?? (await readSecret(`API token for ${address.apiUrl}: `));
  if (apiToken === '') throw new ErrandError('usage', 'Give an API token: type it, or hand it in on stdin.');
  const { user } = await keepSignIn(env, { ...address, kind: 'api_token', username: '', apiToken });
  if (json) return writeJson(terminal.out, { api_url: address.apiUrl, user });
  terminal.err.line(`You are signed in to ${address.apiUrl} as ${terminal.err.plain(user.username)}.`);
}
