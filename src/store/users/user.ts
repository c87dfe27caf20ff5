import type { UserTable } from '../schema.ts';

/** Someone who may sign in. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly createdAt: Date;
}

export function toUserRow(user: User): UserTable {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    display_name: user.displayName,
    created_at_ms: user.createdAt.getTime(),
  };
}

export function fromUserRow(row: UserTable): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    displayName: row.display_name,
    createdAt: new Date(row.created_at_ms),
  };
}
