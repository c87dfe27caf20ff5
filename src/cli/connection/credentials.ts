import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';
import { writePrivate } from './private-file.ts';

/** What a user signed in with at one server. */
export type Credentials = ApiTokenCredentials | SessionCredentials;

interface Server {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly username: string;
}

export interface ApiTokenCredentials extends Server {
  readonly kind: 'api_token';
  readonly apiToken: string;
}

export interface SessionCredentials extends Server {
  readonly kind: 'session';
  readonly refreshToken: string;
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly accessTokenEndsAt: number;
}

/** `$XDG_CONFIG_HOME/errand/credentials`, or below `~/.config`. */
export function credentialsFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'errand', 'credentials');
}

/** One file for each server, named after its address. */
export function credentialsPath(env: NodeJS.ProcessEnv, apiUrl: string): string {
  const name = apiUrl.replace(/^https?:\/\//, (scheme) => (scheme === 'https://' ? '' : 'http-'));
  return join(credentialsFolder(env), `${name.replaceAll(/[^\w.-]/g, '_')}.json`);
}

/** Null where nobody signed in. Error: `unauthenticated` where the file cannot be read. */
export async function readCredentials(path: string): Promise<Credentials | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Credentials;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ErrandError('unauthenticated', `${path} cannot be read; sign in again.`, { cause });
  }
}

export function keepCredentials(env: NodeJS.ProcessEnv, credentials: Credentials): Promise<void> {
  const path = credentialsPath(env, credentials.apiUrl);
  return writePrivate(path, `${JSON.stringify(credentials, null, 2)}\n`);
}

export function forgetCredentials(env: NodeJS.ProcessEnv, apiUrl: string): Promise<void> {
  return rm(credentialsPath(env, apiUrl), { force: true });
}

/** Of every server, the one last signed in to first. */
export async function listCredentials(env: NodeJS.ProcessEnv): Promise<readonly Credentials[]> {
  const folder = credentialsFolder(env);
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  );
  const read = files.toSorted((one, other) => other.at - one.at).map(({ path }) => readCredentials(path));
  return (await Promise.all(read)).filter((credentials) => credentials !== null);
}
