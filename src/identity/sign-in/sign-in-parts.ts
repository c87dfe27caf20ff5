import type { IncomingMessage } from 'node:http';
import type { Database } from '../../store/store.ts';
import type { User } from '../../store/users/user.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { OAuthServer, SignIn } from '../oauth/oauth-server.ts';
import type { Throttle } from './throttle.ts';
import type { Tickets } from './ticket.ts';

/** Signing in at an OpenID Connect provider outside. */
export interface OutsideSignIn {
  /** On the button. */
  readonly name: string;
  /** Where the browser goes to sign in there. Throws where the provider cannot be reached. */
  begin(signIn: SignIn): Promise<string>;
  /** Who came back with this query. Throws as `begin`. */
  finish(signIn: SignIn, query: string): Promise<OutsideReturn>;
}

export type OutsideReturn =
  | { readonly kind: 'user'; readonly user: User }
  /** `reason` is for the person; `cause` for the log. */
  | { readonly kind: 'refused'; readonly reason: string; readonly cause?: unknown };

/** What the sign-in pages work with. */
export interface SignInParts {
  readonly db: Database;
  readonly oauth: OAuthServer;
  readonly tickets: Tickets;
  readonly throttle: Throttle;
  readonly issuer: string;
  /** Null: everybody signs in here. */
  readonly outside: OutsideSignIn | null;
  /** Whether people may sign in with a password. */
  readonly passwords: boolean;
  readonly log: { warn(about: object, message: string): void };
  recordSignIn(
    from: { readonly request: IncomingMessage; readonly address: string },
    signIn: SignIn,
    user: User | null,
    result: AuditEvent['result'],
  ): void;
}
