import { type Adapter, type Configuration, errors, Provider } from 'oidc-provider';
import type { Database } from '../../store/store.ts';
import { findUser } from '../../store/users/find-user.ts';
import { tokenClaims, userTokenLifetimeSeconds } from '../access-token.ts';
import { type SigningKey, signingAlgorithm } from '../signing-key.ts';
import { clientMetadata, isRedirectAllowed } from './client.ts';
import { renderError } from './error-page.ts';
import type { MemoryAdapter } from './memory-adapter.ts';
import { StoreAdapter } from './store-adapter.ts';

export interface ProviderParts {
  readonly db: Database;
  readonly key: SigningKey;
  /** Base URL that browsers reach the server by. */
  readonly issuer: string;
  readonly cookieKey: string;
  readonly interactions: MemoryAdapter;
  readonly sessions: MemoryAdapter;
}

/** The only resource: this server's API. Clients need not name it. */
export const apiResource = 'urn:errand:api';

const day = 86_400;
const lifetimesSeconds = {
  AccessToken: userTokenLifetimeSeconds,
  AuthorizationCode: 60,
  Grant: 365 * day,
  IdToken: userTokenLifetimeSeconds,
  Interaction: 900,
  RefreshToken: 30 * day,
  Session: 7 * day,
} as const;

function routes() {
  return {
    authorization: '/oauth2/authorize',
    token: '/oauth2/token',
    revocation: '/oauth2/revoke',
    jwks: '/.well-known/jwks.json',
  };
}

/** Clients are made up on the spot: whoever asks is one. */
function clientAdapter(): Pick<Adapter, 'find'> {
  return { find: async (id: string) => clientMetadata(id) ?? undefined };
}

function adapterOf({ db, interactions, sessions }: ProviderParts): Configuration['adapter'] {
  const refused = () => new errors.InvalidGrant('it was used already');
  return (model: string) => {
    if (model === 'Client') return clientAdapter() as Adapter;
    if (model === 'Interaction') return interactions;
    if (model === 'Session') return sessions;
    return new StoreAdapter(db, model, refused);
  };
}

/** Somebody who may still sign in. */
async function accountOf(db: Database, id: string) {
  const user = await findUser(db, id);
  if (user === null || user.isDeactivated) return undefined;
  const { email, emailVerified, username, displayName } = user;
  const claims = {
    sub: id,
    email,
    email_verified: emailVerified,
    preferred_username: username,
    name: displayName,
  };
  return { accountId: id, claims: () => claims };
}

function features(): Configuration['features'] {
  const resource = {
    scope: '',
    audience: tokenClaims.audience,
    accessTokenTTL: userTokenLifetimeSeconds,
    accessTokenFormat: 'jwt' as const,
    jwt: { sign: { alg: signingAlgorithm } },
  };
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    revocation: {
      enabled: true,
      allowedPolicy: async (_context, client, token) => token.clientId === client.clientId,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => apiResource,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, asked) => {
        if (asked !== apiResource) throw new errors.InvalidTarget();
        return resource;
      },
    },
  };
}

function cookies({ issuer, cookieKey }: ProviderParts): Configuration['cookies'] {
  const options = {
    httpOnly: true,
    sameSite: 'lax' as const,
    signed: true,
    secure: issuer.startsWith('https:'),
  };
  return { keys: [cookieKey], short: options, long: options };
}

/** The OAuth server of browsers: authorization code with PKCE, refresh tokens that rotate, revocation, discovery. */
export async function createProvider(parts: ProviderParts): Promise<Provider> {
  const { db, key, issuer } = parts;
  const provider = new Provider(issuer, {
    adapter: adapterOf(parts),
    jwks: { keys: [await key.privateJwk()] } as Configuration['jwks'],
    cookies: cookies(parts),
    clientDefaults: { id_token_signed_response_alg: signingAlgorithm },
    enabledJWA: { idTokenSigningAlgValues: [signingAlgorithm] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    scopes: ['openid', 'offline_access', 'email', 'profile'],
    // An API has no other means to tell a client who it speaks for.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    features: features(),
    findAccount: (_context, id) => accountOf(db, id),
    formats: {
      customizers: {
        jwt: (_context, token, jwt) => {
          const userId = 'accountId' in token ? token.accountId : undefined;
          jwt.payload.iss = tokenClaims.issuer;
          jwt.payload.principal = { kind: 'user', userId };
        },
      },
    },
    interactions: { url: (_context, { uid }) => `/signin/${uid}` },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    renderError,
    routes: routes(),
    ttl: lifetimesSeconds,
  });
  provider.proxy = issuer.startsWith('https:');
  provider.Client.prototype.redirectUriAllowed = function allowed(uri: string) {
    return isRedirectAllowed(this.clientId, uri, issuer);
  };
  return provider;
}
