import type { User } from '../rooms.ts';
import { renderInstant } from './instant.ts';
import { organization, unknownCountry } from './organization.ts';

/** A user on the wire. The schema has no null for a picture or a website: empty stands for none. */
export function renderUser(user: User) {
  return {
    ...renderUserReference(user),
    display_name: user.displayName,
    is_administrator: user.isAdministrator,
    is_owner: user.isOwner,
    namespace: organization.name,
    deactivated: user.isDeactivated,
    email_verified: user.emailVerified,
    // Nobody is asked for a telephone number, and clients keep asking those who have not verified theirs.
    phone_number_verified: true,
    company: '',
    website: '',
    country: unknownCountry,
    created_at: renderInstant(user.createdAt),
    updated_at: renderInstant(user.updatedAt),
  };
}

/** A user as lists of references have it (`/ref/users`). */
export function renderUserReference(user: User) {
  const [first = '', ...rest] = user.displayName.trim().split(/\s+/);
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    first_name: first,
    last_name: rest.join(' '),
    picture: '',
    mfa_enabled: false,
    sso_enabled: false,
  };
}
