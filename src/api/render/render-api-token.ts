import type { ApiToken } from '../people-room.ts';
import { renderInstant } from './instant.ts';

/** An API token on the wire, without its secret; `expires_at` is Errand's own. */
export function renderApiToken({ id, userId, name, createdAt, lastUsedAt, expiresAt }: ApiToken) {
  const self = { href: `/users/${encodeURIComponent(userId)}/api-tokens/${encodeURIComponent(id)}` };
  return {
    id,
    name,
    mfa_on_creation: false,
    created_at: renderInstant(createdAt),
    updated_at: renderInstant(createdAt),
    last_used_at: lastUsedAt === null ? null : renderInstant(lastUsedAt),
    expires_at: expiresAt === null ? null : renderInstant(expiresAt),
    _links: { self },
  };
}
