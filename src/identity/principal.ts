import type { Authorization } from '../config/definition.ts';
import type { UserAccess } from './authorization/role.ts';

/** Who a request comes from, as an access token says. */
export type Principal = UserPrincipal | WorkloadPrincipal;

export interface UserPrincipal {
  readonly kind: 'user';
  readonly userId: string;
  /** Not in the token: what the server knows of the user when the token is used. */
  readonly username?: string;
  /** As `username`. */
  readonly profile?: ActorUser;
  /** As `username`; without it a user may do nothing. */
  readonly access?: UserAccess;
}

/** A container: it may do what its definition's `authorizations` say, in its own environment only (T7). */
export interface WorkloadPrincipal {
  readonly kind: 'workload';
  readonly project: string;
  readonly environment: string;
  /** Name of the application or task. */
  readonly workload: string;
  readonly containerId: string;
  readonly authorizations: readonly Authorization[];
}

/** Who did something, as an activity records it. */
export interface Actor {
  readonly kind: 'user' | 'workload' | 'system';
  /** User name, application or task of the environment, or the part of the server that acted. */
  readonly name: string;
  /** The user, as they were then; activities of before it was kept have it not. */
  readonly user?: ActorUser;
}

/** What receivers of activities read of a user. */
export interface ActorUser {
  readonly id: string;
  readonly displayName: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The actor by name alone, for what only says who it was. */
export function namedActor({ kind, name }: Actor): Actor {
  return { kind, name };
}

export function actorOf(principal: Principal): Actor {
  if (principal.kind === 'workload') return { kind: 'workload', name: principal.workload };
  const { username, userId, profile } = principal;
  const user = profile === undefined ? {} : { user: profile };
  return { kind: 'user', name: username ?? userId, ...user };
}
