import type { UserTable } from '../schema.ts';

/** Someone who may sign in. */
export interface User {
  readonly id: string;
  readonly username: string;
  /** Lower case; no two users share one. */
  readonly email: string;
  readonly emailVerified: boolean;
  readonly displayName: string;
  /** May do everything on this server. */
  readonly isAdministrator: boolean;
  /** Owns the organization: creates projects and is admin of all. */
  readonly isOwner: boolean;
  /** May not sign in, and no token of theirs is taken. */
  readonly isDeactivated: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toUserRow(user: User): UserTable {
  return {
    id: user.id,
    username: user.username,
    email: user.email.toLowerCase(),
    display_name: user.displayName,
    is_administrator: Number(user.isAdministrator),
    is_owner: Number(user.isOwner),
    is_deactivated: Number(user.isDeactivated),
    email_verified: Number(user.emailVerified),
    created_at_ms: user.createdAt.getTime(),
    updated_at_ms: user.updatedAt.getTime(),
  };
}

export function fromUserRow(row: UserTable): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    emailVerified: row.email_verified === 1,
    displayName: row.display_name,
    isAdministrator: row.is_administrator === 1,
    isOwner: row.is_owner === 1,
    isDeactivated: row.is_deactivated === 1,
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}
