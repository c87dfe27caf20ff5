import { ErrandError } from '../../errors/errand-error.ts';
import type { Principal } from '../../identity/principal.ts';
import type { IdentityRoom, User } from '../rooms.ts';

/** Id of the user who asks. Error: `forbidden` for a container, which is no user. */
export function askingUserId(principal: Principal): string {
  if (principal.kind === 'user') return principal.userId;
  throw new ErrandError('forbidden', `${principal.workload} is a container and no user.`);
}

/** The user who asks. Errors: `forbidden`; `unauthenticated` where the token outlived its user. */
export async function askingUser(identity: IdentityRoom, principal: Principal): Promise<User> {
  const user = await identity.user(askingUserId(principal));
  if (user !== null) return user;
  throw new ErrandError('unauthenticated', 'The user of this access token is gone.', {
    details: { reason: 'user' },
  });
}
