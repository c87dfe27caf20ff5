import { ErrandError } from '../../errors/errand-error.ts';
import { type Credentials, credentialsPath, listCredentials, readCredentials } from './credentials.ts';
import { findHome } from './home.ts';
import { type LocalServer, readLocalServer } from './local-server.ts';

/** Which server to speak to and as whom. */
export interface Connection {
  readonly apiUrl: string;
  /** Where `/oauth2/token` is; the API's own address unless told otherwise. */
  readonly authUrl: string;
  /** Empty where somebody signed in with a browser. */
  readonly apiToken: string;
  /** The file that holds what a sign-in with a browser gave. */
  readonly sessionFile?: string;
}

interface Wanted {
  readonly apiUrl?: string | undefined;
  readonly token?: string | undefined;
}

interface Address {
  readonly apiUrl: string;
  readonly authUrl: string;
}

/**
 * The first that is given, for address and token each: option, `ERRAND_…`, `UPSUN_CLI_…`, what the user signed in to,
 * this machine's server. A token goes only where it belongs: what belongs to one server to that server, and
 * `UPSUN_CLI_TOKEN` never to the local server by default. Errors: `server_unreachable` when no server is known,
 * `unauthenticated` without a token, `usage`.
 */
export async function findConnection(wanted: Wanted, env: NodeJS.ProcessEnv): Promise<Connection> {
  const given = givenUrl(wanted, env);
  const ownToken = wanted.token || env.ERRAND_TOKEN || (given && env.UPSUN_CLI_TOKEN);
  const local = given && ownToken ? null : await readLocalServer(findHome(env));
  const address = await findAddress(wanted, env, local);
  if (ownToken) return { ...address, apiToken: ownToken };
  const signedIn = await readCredentials(credentialsPath(env, address.apiUrl));
  if (signedIn !== null) return connectionOf(env, signedIn);
  return { ...address, apiToken: localToken(local, address.apiUrl) };
}

/** Which server, whoever asks: for signing in. Errors: `server_unreachable`, `usage`. */
export async function findAddress(
  wanted: Wanted,
  env: NodeJS.ProcessEnv,
  known?: LocalServer | null,
): Promise<Address> {
  const given = givenUrl(wanted, env);
  const local = given ? null : known === undefined ? await readLocalServer(findHome(env)) : known;
  const lastUsed = given || local ? undefined : (await listCredentials(env))[0]?.apiUrl;
  const apiUrl = withoutSlash(given || local?.apiUrl || lastUsed || noServerKnown(env));
  return { apiUrl, authUrl: findAuthUrl(apiUrl, env) };
}

function givenUrl(wanted: Wanted, env: NodeJS.ProcessEnv): string | undefined {
  return wanted.apiUrl || env.ERRAND_API_URL || env.UPSUN_CLI_API_URL;
}

function connectionOf(env: NodeJS.ProcessEnv, credentials: Credentials): Connection {
  const { apiUrl, authUrl } = credentials;
  if (credentials.kind === 'api_token') return { apiUrl, authUrl, apiToken: credentials.apiToken };
  return { apiUrl, authUrl, apiToken: '', sessionFile: credentialsPath(env, apiUrl) };
}

function localToken(local: LocalServer | null, apiUrl: string): string {
  if (local !== null && withoutSlash(local.apiUrl) === apiUrl) return local.token;
  throw new ErrandError('unauthenticated', `There is no API token for ${apiUrl}.`);
}

/** `UPSUN_CLI_AUTH_URL` belongs to `UPSUN_CLI_API_URL`; no other server's token may go there. */
function findAuthUrl(apiUrl: string, env: NodeJS.ProcessEnv): string {
  const isTheirs = env.UPSUN_CLI_API_URL !== undefined && withoutSlash(env.UPSUN_CLI_API_URL) === apiUrl;
  return isTheirs && env.UPSUN_CLI_AUTH_URL ? withoutSlash(env.UPSUN_CLI_AUTH_URL) : apiUrl;
}

function withoutSlash(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new ErrandError('usage', `"${url}" is not an address like http://127.0.0.1:8080.`);
  }
  return url.replace(/\/+$/, '');
}

function noServerKnown(env: NodeJS.ProcessEnv): never {
  throw new ErrandError(
    'server_unreachable',
    `No Errand server has started here (no local.json in ${findHome(env)}).`,
  );
}
