import { typeOfNew } from '../../deploy/environment-type.ts';
import type { Target } from '../../identity/authorization/decision.ts';
import type { Principal } from '../../identity/principal.ts';
import type { Rooms } from '../rooms.ts';

/**
 * The target with the type of its environment, which a person's role depends on. An environment that is not there has
 * the type that it would get.
 */
export async function withEnvironmentType(
  rooms: Pick<Rooms, 'projects' | 'environments'>,
  principal: Principal,
  target: Target,
): Promise<Target> {
  const { project: projectId, environment: name } = target;
  if (principal.kind !== 'user' || principal.access?.isAdministrator === true) return target;
  if (projectId === undefined || name === undefined) return target;
  const environment = await rooms.environments.find(projectId, name);
  if (environment !== null) return { ...target, environmentType: environment.type };
  const project = await rooms.projects.find(projectId);
  return project === null ? target : { ...target, environmentType: typeOfNew(project, name) };
}
