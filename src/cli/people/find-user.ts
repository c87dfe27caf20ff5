import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { readDocument } from '../client/documents.ts';
import { readItems, type UserDocument } from './documents.ts';

/** Who asks. */
export async function readMe(client: ApiClient): Promise<UserDocument> {
  return readDocument(await client.get('/users/me'));
}

/** A user of the server by name, e-mail address or id. Error: `user_not_found`. */
export async function findAccount(client: ApiClient, name: string): Promise<UserDocument> {
  const me = await readMe(client);
  if (isCalled(me, name)) return me;
  const found = readItems<UserDocument>(await client.get('/users')).find((user) => isCalled(user, name));
  if (found !== undefined) return found;
  throw new ErrandError('user_not_found', `No user of the server is called "${name}".`);
}

export function isCalled(user: UserDocument, name: string): boolean {
  return [user.id, user.username, user.email].includes(name) || user.email === name.toLowerCase();
}

/** Users by id, as far as the caller may know them. */
export async function referencedUsers(
  client: ApiClient,
  ids: readonly string[],
): Promise<Readonly<Record<string, UserDocument>>> {
  if (ids.length === 0) return {};
  return readDocument(await client.get(`/ref/users?in=${ids.map(encodeURIComponent).join(',')}`));
}
