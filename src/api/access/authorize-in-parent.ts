import type { Target } from '../../identity/authorization/decision.ts';
import type { Operation } from '../../identity/authorization/operations.ts';
import type { Principal } from '../../identity/principal.ts';
import type { Rooms } from '../rooms.ts';
import { authorize } from './authorize.ts';
import { withEnvironmentType } from './environment-type.ts';

/** Throws `forbidden` unless the caller has the right in the environment's parent; one without a parent is let through. */
export async function authorizeInParent(
  rooms: Pick<Rooms, 'projects' | 'environments' | 'identity'>,
  principal: Principal,
  operation: Operation,
  { project, environment: name }: Target,
): Promise<void> {
  if (project === undefined || name === undefined) return;
  const environment = await rooms.environments.find(project, name);
  if (environment === null || environment.parent === null) return;
  const target = { project, environment: environment.parent };
  authorize(rooms.identity, principal, operation, await withEnvironmentType(rooms, principal, target));
}
