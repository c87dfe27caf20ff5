import { ErrandError } from '../../errors/errand-error.ts';
import type { IdentityRoom, User } from '../rooms.ts';

/** The user with an id. Error: `user_not_found`. */
export async function requireUser(identity: Pick<IdentityRoom, 'user'>, id: string): Promise<User> {
  const user = await identity.user(id);
  if (user !== null) return user;
  throw new ErrandError('user_not_found', `There is no user "${id}".`, { details: { user: id } });
}
