import type { Authorization } from '../config/definition.ts';
import type { UserAccess } from './authorization/role.ts';

/** Who a request comes from, as an access token says. */
export type Principal = UserPrincipal | WorkloadPrincipal;

export interface UserPrincipal {
  readonly kind: 'user';
  readonly userId: string;
  /** Not in the token: what the server knows of the user when the token is used. */
  readonly username?: string;
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
}

export function actorOf(principal: Principal): Actor {
  return principal.kind === 'user'
    ? { kind: 'user', name: principal.username ?? principal.userId }
    : { kind: 'workload', name: principal.workload };
}
