import type { PeopleRoom } from '../api/people-room.ts';
import type { OAuthServer } from '../identity/oauth/oauth-server.ts';
import { changeUser, createUser, giveOneTimePassword } from '../identity/people/accounts.ts';
import { createApiToken } from '../identity/people/api-tokens.ts';
import { checkPassword, choosePassword } from '../identity/people/choose-password.ts';
import { findApiToken } from '../store/api-tokens/find-api-token.ts';
import { listApiTokens } from '../store/api-tokens/list-api-tokens.ts';
import { revokeApiToken } from '../store/api-tokens/revoke-api-token.ts';
import type { Database } from '../store/store.ts';
import { deleteGrant } from '../store/user-access/delete-grant.ts';
import { listGrantsOfProject } from '../store/user-access/list-grants.ts';
import { putGrant } from '../store/user-access/put-grant.ts';
import { deleteUser } from '../store/users/delete-user.ts';
import { findUserByName } from '../store/users/find-user-by-name.ts';
import { listUsers } from '../store/users/list-users.ts';

/** The users of the server, on the store. */
export function openPeopleRoom(db: Database, oauth: Pick<OAuthServer, 'forgetUser'>): PeopleRoom {
  return {
    list: () => listUsers(db),
    findByName: (name) => findUserByName(db, name),
    create: (user) => createUser(db, user, new Date()),
    async change(id, change) {
      const user = await changeUser(db, id, change, new Date());
      if (user.isDeactivated) await oauth.forgetUser(id);
      return user;
    },
    async remove(id) {
      const removed = await deleteUser(db, id);
      await oauth.forgetUser(id);
      return removed;
    },
    checkPassword: (user, password) => checkPassword(db, user, password, new Date()),
    async choosePassword(user, password) {
      await choosePassword(db, user, password, new Date());
      await oauth.forgetUser(user.id);
    },
    async giveOneTimePassword(userId) {
      const given = await giveOneTimePassword(db, userId, new Date());
      await oauth.forgetUser(userId);
      return given;
    },
    apiTokens: async (userId) =>
      (await listApiTokens(db, userId)).filter((token) => token.revokedAt === null),
    findApiToken: (userId, id) => findApiToken(db, userId, id),
    createApiToken: (token) => createApiToken(db, token, new Date()),
    revokeApiToken: (id) => revokeApiToken(db, id, new Date()),
    grantsOfProject: (project) => listGrantsOfProject(db, project),
    grant: async (userId, project, access) => {
      const now = new Date();
      await putGrant(db, { userId, project, access, grantedAt: now, updatedAt: now });
    },
    revokeGrant: (userId, project) => deleteGrant(db, userId, project),
  };
}
