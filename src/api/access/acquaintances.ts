import type { Principal } from '../../identity/principal.ts';
import type { Rooms } from '../rooms.ts';
import { askingUser } from './asking-user.ts';

/** Ids of those who share a project with the caller, and the caller's own; null: the caller may know everybody. */
export async function acquaintances(
  { identity, people }: Pick<Rooms, 'identity' | 'people'>,
  principal: Principal,
): Promise<ReadonlySet<string> | null> {
  const user = await askingUser(identity, principal);
  if (user.isAdministrator || user.isOwner) return null;
  const projects = (await identity.grants(user.id)).map(({ project }) => project);
  const grants = await Promise.all(projects.map((project) => people.grantsOfProject(project)));
  return new Set([user.id, ...grants.flat().map(({ userId }) => userId)]);
}
