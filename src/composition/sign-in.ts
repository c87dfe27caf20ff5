import type { AuditTrail } from '../identity/audit/audit-event.ts';
import { type OAuthServer, openOAuthServer } from '../identity/oauth/oauth-server.ts';
import { openOutsideSignIn } from '../identity/outside/outside-sign-in.ts';
import { openSignInFlow, type SignInFlow } from '../identity/sign-in/sign-in-flow.ts';
import type { SignInParts } from '../identity/sign-in/sign-in-parts.ts';
import { openThrottle } from '../identity/sign-in/throttle.ts';
import { openTickets } from '../identity/sign-in/ticket.ts';
import type { SigningKey } from '../identity/signing-key.ts';
import type { Database } from '../store/store.ts';
import type { IdentitySettings } from './settings/concerns/identity.ts';

export interface BrowserParts {
  readonly db: Database;
  readonly key: SigningKey;
  readonly cookieKey: string;
  readonly apiUrl: string;
  readonly identity: IdentitySettings;
  readonly audit: AuditTrail;
  readonly log: SignInParts['log'];
}

function recordSignIn(audit: AuditTrail): SignInParts['recordSignIn'] {
  return ({ request, address }, { clientId }, user, result) =>
    audit.record({
      at: new Date(),
      actor: user === null ? null : { kind: 'user', id: user.id, name: user.username },
      address,
      userAgent: request.headers['user-agent'] ?? null,
      operation: 'sign-in',
      target: { client: clientId },
      result,
      status: result === 'done' ? 303 : 401,
      reason: result === 'done' ? null : 'unauthenticated',
      count: 1,
    });
}

/** How people sign in with a browser. */
export function openSignIn({ audit, identity, apiUrl, db, key, cookieKey, log }: BrowserParts): {
  readonly oauth: OAuthServer;
  readonly signIn: SignInFlow;
} {
  const issuer = identity.publicUrl ?? apiUrl;
  const { provider } = identity;
  const oauth = openOAuthServer({ db, key, cookieKey, issuer });
  const signIn = openSignInFlow({
    db,
    issuer,
    oauth,
    tickets: openTickets(cookieKey),
    throttle: openThrottle(),
    outside:
      provider === null
        ? null
        : openOutsideSignIn({ db, provider, redirectUri: `${issuer}/signin/callback` }),
    passwords: identity.passwords,
    log,
    recordSignIn: recordSignIn(audit),
  });
  return { oauth, signIn };
}
