import type { Environment, Project } from '../../deploy/deployment.ts';
import { environmentTypes } from '../../identity/authorization/role.ts';
import type { Principal } from '../../identity/principal.ts';
import type { IdentityRoom, Rooms } from '../rooms.ts';

/** Of projects, those that the caller may view. */
export function visibleProjects(
  { allow }: Pick<IdentityRoom, 'allow'>,
  principal: Principal,
  projects: readonly Project[],
): readonly Project[] {
  return projects.filter(({ id }) => allow(principal, 'project:view', { project: id }).allowed);
}

/** Of a project's environments, those that the caller may view. */
export function visibleEnvironments(
  { allow }: Pick<IdentityRoom, 'allow'>,
  principal: Principal,
  environments: readonly Environment[],
): readonly Environment[] {
  return environments.filter(
    ({ project, name, type }) =>
      allow(principal, 'environment:view', { project, environment: name, environmentType: type }).allowed,
  );
}

/** Names of the project's environments that the caller may view; undefined: of all, those that are gone too. */
export async function visibleNames(
  { identity, environments }: Pick<Rooms, 'identity' | 'environments'>,
  principal: Principal,
  project: string,
): Promise<readonly string[] | undefined> {
  const seesType = (environmentType: Environment['type']) =>
    identity.allow(principal, 'environment:view', { project, environment: '', environmentType }).allowed;
  if (environmentTypes.every(seesType)) return undefined;
  return visibleEnvironments(identity, principal, await environments.list(project)).map(({ name }) => name);
}
