/** A user as the API gives them, as far as the command line reads it. */
export interface UserDocument {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly display_name?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly is_administrator?: boolean;
  readonly is_owner?: boolean;
  readonly deactivated?: boolean;
  readonly created_at?: string;
}

export interface AccessDocument {
  readonly user_id: string;
  readonly resource_id: string;
  readonly permissions: readonly string[];
  readonly granted_at?: string;
}

export interface ApiTokenDocument {
  readonly id: string;
  readonly name: string;
  readonly created_at?: string;
  readonly last_used_at?: string | null;
  readonly expires_at?: string | null;
}

/** `items` of an answer, as lists of users and roles are given. */
export function readItems<T>(answer: unknown): readonly T[] {
  return (answer as { readonly items?: readonly T[] } | null)?.items ?? [];
}
