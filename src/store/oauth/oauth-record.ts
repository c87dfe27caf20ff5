/** One thing that the OAuth server remembers over a restart. */
export interface OAuthRecord {
  readonly model: string;
  /** A refresh token or code is stored by its digest: the store holds nothing that can be used. */
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly grantId: string | null;
  readonly accountId: string | null;
  readonly expiresAt: Date | null;
  readonly consumedAt: Date | null;
}
