import type { Configuration } from 'openid-client';
import type { Database } from '../../store/store.ts';
import type { User } from '../../store/users/user.ts';
import { readPrivateFile } from '../private-file.ts';
import type { OutsideReturn, OutsideSignIn } from '../sign-in/sign-in-parts.ts';
import { type AdmissionRules, admit } from './admit.ts';
import { userOf } from './outside-user.ts';

export interface OutsideProvider extends AdmissionRules {
  readonly issuer: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecretFile: string | null;
  readonly scopes: readonly string[];
  readonly createUsers: boolean;
}

export interface OutsideParts {
  readonly db: Database;
  readonly provider: OutsideProvider;
  /** Where the provider sends the browser back to; it must know this address. */
  readonly redirectUri: string;
}

/** What is kept of a sign-in while the browser is at the provider. */
interface Departure {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly leftAt: number;
}

const patienceMs = 600_000;
/** Sign-ins under way; the oldest is forgotten where there are more. */
const mostDepartures = 10_000;
const timeoutSeconds = 10;

const library = () => import('openid-client');

async function discover({ provider }: OutsideParts): Promise<Configuration> {
  const { allowInsecureRequests, discovery } = await library();
  const { issuer, clientId, clientSecretFile } = provider;
  const secret = clientSecretFile === null ? null : await readPrivateFile(clientSecretFile);
  if (clientSecretFile !== null && secret === null) throw new Error(`there is no file ${clientSecretFile}`);
  // The settings allow http:// on this machine only.
  const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
  return discovery(new URL(issuer), clientId, secret?.trim(), undefined, {
    execute,
    timeout: timeoutSeconds,
  });
}

/** Asks the provider what it can do when it is first needed, and again after a failure. */
function lazyConfiguration(parts: OutsideParts): () => Promise<Configuration> {
  let made: Promise<Configuration> | null = null;
  return () => {
    made ??= discover(parts).catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

class Departures {
  readonly #byUid = new Map<string, Departure>();

  put(uid: string, departure: Departure): void {
    this.#byUid.delete(uid);
    this.#byUid.set(uid, departure);
    const [oldest] = this.#byUid.keys();
    if (this.#byUid.size > mostDepartures && oldest !== undefined) this.#byUid.delete(oldest);
  }

  /** Once only: a code that comes twice was stolen once. */
  take(uid: string): Departure | null {
    const departure = this.#byUid.get(uid) ?? null;
    this.#byUid.delete(uid);
    return departure === null || Date.now() - departure.leftAt > patienceMs ? null : departure;
  }
}

/** Sign-in by authorization code with PKCE, state and nonce; `openid-client` checks what comes back. */
export function openOutsideSignIn(parts: OutsideParts): OutsideSignIn {
  const { provider, redirectUri } = parts;
  const configuration = lazyConfiguration(parts);
  const departures = new Departures();
  return {
    name: provider.name,
    async begin({ uid }) {
      const client = await library();
      const verifier = client.randomPKCECodeVerifier();
      const state = `${uid}.${client.randomState()}`;
      const nonce = client.randomNonce();
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: provider.scopes.join(' '),
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      departures.put(uid, { state, nonce, verifier, leftAt: Date.now() });
      return url.href;
    },
    async finish({ uid }, query) {
      const departure = departures.take(uid);
      if (departure === null) return { kind: 'refused', reason: 'That took too long, or was done already.' };
      return arrive(parts, await configuration(), departure, new URL(`?${query}`, redirectUri));
    },
  };
}

function refusalOf(error: unknown): string {
  const { error: code, code: reason } = Object(error) as {
    readonly error?: unknown;
    readonly code?: unknown;
  };
  if (code === 'access_denied') return 'The sign-in was cancelled at the provider.';
  return `The provider’s answer was not accepted (${String(code ?? reason ?? 'unknown')}).`;
}

async function arrive(
  { db, provider }: OutsideParts,
  configuration: Configuration,
  { state, nonce, verifier }: Departure,
  url: URL,
): Promise<OutsideReturn> {
  const client = await library();
  const checks = {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  };
  try {
    const tokens = await client.authorizationCodeGrant(configuration, url, checks);
    const token = tokens.claims();
    if (token === undefined) return { kind: 'refused', reason: 'The provider sent no identity.' };
    const { userinfo_endpoint: endpoint } = configuration.serverMetadata();
    const more =
      endpoint === undefined ? {} : await client.fetchUserInfo(configuration, tokens.access_token, token.sub);
    const admission = admit({ ...more, ...token }, provider);
    if (admission.kind === 'refused') return admission;
    const identity = { issuer: token.iss, subject: token.sub };
    const user: User | null = await userOf(db, identity, admission.person, provider.createUsers, new Date());
    if (user !== null) return { kind: 'user', user };
    return {
      kind: 'refused',
      reason: `There is no user ${admission.person.email} here; an administrator makes users.`,
    };
  } catch (error) {
    return { kind: 'refused', reason: refusalOf(error), cause: error };
  }
}
