import type { Grant } from '../identity/authorization/grant.ts';
import type { ProjectAccess } from '../identity/authorization/role.ts';
import type { NewUser, OneTimePassword, UserChange } from '../identity/people/accounts.ts';
import type { NewToken } from '../identity/people/api-tokens.ts';
import type { PasswordCheck } from '../identity/people/choose-password.ts';
import type { ApiToken } from '../store/api-tokens/api-token.ts';
import type { User } from '../store/users/user.ts';

export type { ApiToken, User };

/** The users of the server, their API tokens and their roles in projects. */
export interface PeopleRoom {
  /** By user name. */
  list(): Promise<readonly User[]>;
  /** By user name or e-mail address. */
  findByName(name: string): Promise<User | null>;
  /** Error: `conflict`. */
  create(user: NewUser): Promise<User>;
  /** Errors: `user_not_found`, `conflict`. */
  change(id: string, change: UserChange): Promise<User>;
  /** Error: `conflict` for the last administrator. */
  remove(id: string): Promise<boolean>;
  checkPassword(user: User, password: string): Promise<PasswordCheck>;
  /** Ends the user's other sessions. Error: `request_invalid` where it is too weak. */
  choosePassword(user: User, password: string): Promise<void>;
  /** Ends the user's sessions. */
  giveOneTimePassword(userId: string): Promise<OneTimePassword>;
  /** Not revoked, oldest first. */
  apiTokens(userId: string): Promise<readonly ApiToken[]>;
  findApiToken(userId: string, id: string): Promise<ApiToken | null>;
  /** Error: `conflict`. */
  createApiToken(token: NewToken): Promise<{ readonly token: ApiToken; readonly secret: string }>;
  revokeApiToken(id: string): Promise<boolean>;
  grantsOfProject(project: string): Promise<readonly Grant[]>;
  /** In place of the role that the user had. */
  grant(userId: string, project: string, access: ProjectAccess): Promise<void>;
  /** False where the user had no role. */
  revokeGrant(userId: string, project: string): Promise<boolean>;
}
