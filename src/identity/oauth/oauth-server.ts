import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import {
  deleteExpiredOAuthRecords,
  deleteOAuthRecordsOfAccount,
} from '../../store/oauth/delete-oauth-records.ts';
import { findOAuthRecord } from '../../store/oauth/find-oauth-record.ts';
import type { Database } from '../../store/store.ts';
import type { SigningKey } from '../signing-key.ts';
import { clientName } from './client.ts';
import { MemoryAdapter } from './memory-adapter.ts';
import { storedId } from './store-adapter.ts';

/** A sign-in that a browser is in the middle of. */
export interface SignIn {
  readonly uid: string;
  /** `login`: who is it? `consent`: may the program act as them? */
  readonly step: 'login' | 'consent';
  readonly clientId: string;
  readonly clientName: string;
  readonly redirectUri: string;
  /** Who signed in; null before. */
  readonly userId: string | null;
  readonly loginHint: string;
  /** Of the request, to begin it once more. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly grantId: string | undefined;
}

/** Ends a step; each resolves to where the browser goes next. */
interface Steps {
  signedIn(request: IncomingMessage, response: ServerResponse, userId: string): Promise<string>;
  allowed(request: IncomingMessage, response: ServerResponse, signIn: SignIn): Promise<string>;
  denied(request: IncomingMessage, response: ServerResponse): Promise<string>;
}

export interface OAuthServer extends Steps {
  /** Answers authorize, token, revoke and discovery. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The sign-in that the browser's cookie speaks of; null where there is none, or no more. */
  signIn(request: IncomingMessage, response: ServerResponse): Promise<SignIn | null>;
  knowsRefreshToken(token: string): Promise<boolean>;
  /** Ends every session of a user, in browsers and in programs. */
  forgetUser(userId: string): Promise<void>;
  removeExpired(): Promise<void>;
}

export interface OAuthServerParts {
  readonly db: Database;
  readonly key: SigningKey;
  readonly issuer: string;
  readonly cookieKey: string;
}

/** Loads the library, which takes 30 MiB, when it is first needed; makes it anew where the signing key was replaced. */
function lazyProvider(parts: OAuthServerParts, interactions: MemoryAdapter, sessions: MemoryAdapter) {
  let made: { readonly kid: string; readonly provider: Promise<Provider> } | null = null;
  return (): Promise<Provider> => {
    const { kid } = parts.key;
    if (made?.kid === kid) return made.provider;
    const provider = import('./provider.ts').then(({ createProvider }) =>
      createProvider({ ...parts, interactions, sessions }),
    );
    made = { kid, provider };
    // One that failed must not fail for ever.
    provider.catch(() => {
      made = null;
    });
    return provider;
  };
}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

function describe({ uid, prompt, params, session, grantId }: Details): SignIn {
  const clientId = String(params.client_id);
  return {
    uid,
    step: prompt.name === 'consent' ? 'consent' : 'login',
    clientId,
    clientName: clientName(clientId),
    redirectUri: String(params.redirect_uri),
    userId: session?.accountId ?? null,
    loginHint: typeof params.login_hint === 'string' ? params.login_hint : '',
    parameters: params,
    grantId,
  };
}

async function grantFor(provider: Provider, { userId, clientId, grantId }: SignIn): Promise<string> {
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = existing ?? new provider.Grant({ accountId: userId ?? '', clientId });
  grant.addOIDCScope('openid offline_access email profile');
  return grant.save();
}

function steps(provider: () => Promise<Provider>): Steps {
  return {
    signedIn: async (request, response, userId) =>
      (await provider()).interactionResult(request, response, { login: { accountId: userId } }),
    async allowed(request, response, signIn) {
      const library = await provider();
      const consent = { grantId: await grantFor(library, signIn) };
      return library.interactionResult(request, response, { consent });
    },
    denied: async (request, response) =>
      (await provider()).interactionResult(request, response, {
        error: 'access_denied',
        error_description: 'The user did not allow it.',
      }),
  };
}

/** The OAuth server of browsers and of the programs they sign in (oidc-provider), on the store. */
export function openOAuthServer(parts: OAuthServerParts): OAuthServer {
  const [interactions, sessions] = [new MemoryAdapter(), new MemoryAdapter()];
  const provider = lazyProvider(parts, interactions, sessions);
  const { db } = parts;
  return {
    ...steps(provider),
    handle: async (request, response) => (await provider()).callback()(request, response),
    async signIn(request, response) {
      try {
        return describe(await (await provider()).interactionDetails(request, response));
      } catch (error) {
        const { errors } = await import('oidc-provider');
        if (error instanceof errors.SessionNotFound) return null;
        throw error;
      }
    },
    knowsRefreshToken: async (token) =>
      (await findOAuthRecord(db, 'RefreshToken', storedId('RefreshToken', token))) !== null,
    async forgetUser(userId) {
      await deleteOAuthRecordsOfAccount(db, userId);
      interactions.forgetAccount(userId);
      sessions.forgetAccount(userId);
    },
    removeExpired: () => deleteExpiredOAuthRecords(db, new Date()),
  };
}
