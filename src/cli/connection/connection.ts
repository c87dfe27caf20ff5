import { ErrandError } from '../../errors/errand-error.ts';
import { findHome } from './home.ts';
import { type LocalServer, readLocalServer } from './local-server.ts';

/** Which server to speak to and as whom. */
export interface Connection {
  readonly apiUrl: string;
  /** Where `/oauth2/token` is; the API's own address unless told otherwise. */
  readonly authUrl: string;
  readonly apiToken: string;
}

interface Wanted {
  readonly apiUrl?: string | undefined;
  readonly token?: string | undefined;
}

/**
 * The first that is given, for address and token each: option, `ERRAND_…`, `UPSUN_CLI_…`, this machine's server.
 * A token goes only where it belongs: the local server's to the local server, `UPSUN_CLI_TOKEN` never to the local
 * server by default. Errors: `server_unreachable` when no server is known, `unauthenticated` without a token, `usage`.
 */
export async function findConnection(wanted: Wanted, env: NodeJS.ProcessEnv): Promise<Connection> {
  const given = wanted.apiUrl || env.ERRAND_API_URL || env.UPSUN_CLI_API_URL;
  const ownToken = wanted.token || env.ERRAND_TOKEN || (given && env.UPSUN_CLI_TOKEN);
  const local = given && ownToken ? null : await readLocalServer(findHome(env));
  const apiUrl = withoutSlash(given || local?.apiUrl || noServerKnown(env));
  const apiToken = ownToken || localToken(local, apiUrl);
  return { apiUrl, authUrl: findAuthUrl(apiUrl, env), apiToken };
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
