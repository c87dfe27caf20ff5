import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { onTestFinished } from 'vitest';

const secret = 'a secret between the two servers';

export interface OutsidePerson {
  readonly sub: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An OpenID Connect provider on loopback, in whose browser session somebody is always signed in. */
export interface TestProvider {
  readonly issuer: string;
  /** Whom its pages take the visitor for; null: they cancel. */
  person: OutsidePerson | null;
  /** For `identity.provider` of the settings. */
  readonly settings: {
    readonly issuer: string;
    readonly client_id: string;
    readonly client_secret_file: string;
  };
  /** Lets it know where this server is. */
  register(base: string): void;
}

function secretFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'errand-provider-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'client-secret');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return file;
}

async function signingKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: 'theirs', use: 'sig', alg: 'RS256' };
}

function openProvider(issuer: string, redirectUri: string, key: object, opened: TestProvider): Provider {
  const client = { client_id: 'errand', client_secret: secret, redirect_uris: [redirectUri] };
  return new Provider(issuer, {
    clients: [client],
    jwks: { keys: [key as never] },
    cookies: { keys: ['a key of the provider alone'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'groups'],
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({ ...opened.person?.claims, sub }),
    }),
  });
}

/** Its pages, without any: whoever comes is signed in and agrees. */
async function interact(
  provider: Provider,
  person: OutsidePerson | null,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (person === null) {
    return provider.interactionFinished(request, response, { error: 'access_denied' });
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: 'errand' });
  grant.addOIDCScope('openid email profile');
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, {
    login: { accountId: person.sub },
    consent: { grantId },
  });
}

/** Closed when the test ends. */
export async function openTestProvider(person: OutsidePerson): Promise<TestProvider> {
  let provider: Provider | null = null;
  const server = createServer((request, response) => {
    if (provider === null) return void response.writeHead(503).end();
    if (request.url?.startsWith('/interaction/')) {
      return void interact(provider, opened.person, request, response).catch((error) =>
        response.destroy(error),
      );
    }
    void provider.callback()(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = await signingKey();
  const settings = { issuer, client_id: 'errand', client_secret_file: secretFile() };
  const opened: TestProvider = {
    issuer,
    person,
    settings,
    register(base) {
      provider = openProvider(issuer, `${base}/signin/callback`, key, opened);
    },
  };
  return opened;
}
