import type { Operation } from '../../identity/authorization/operations.ts';
import type { Principal } from '../../identity/principal.ts';
import type { Place } from '../resources/require-found.ts';
import type { Rooms } from '../rooms.ts';
import { authorize } from './authorize.ts';

/** Throws `forbidden` unless the caller has the right in another environment than the path's, too. */
export function authorizeAlso(
  { identity }: Pick<Rooms, 'identity'>,
  principal: Principal,
  operation: Operation,
  { project, environment }: Place,
): void {
  const { name, type: environmentType } = environment;
  authorize(identity, principal, operation, { project: project.id, environment: name, environmentType });
}
