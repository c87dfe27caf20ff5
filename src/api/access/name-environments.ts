import { ErrandError } from '../../errors/errand-error.ts';
import type { Principal } from '../../identity/principal.ts';
import { sayNames } from '../resources/require-found.ts';
import type { Rooms } from '../rooms.ts';
import { visibleEnvironments } from './visible.ts';

/** To an error about an environment that is not there, adds those that are, as far as the caller may view them. */
export async function nameEnvironments(
  { identity, environments }: Pick<Rooms, 'identity' | 'environments'>,
  principal: Principal | undefined,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ErrandError) || error.code !== 'environment_not_found') return error;
  const { project } = error.details;
  if (principal === undefined || typeof project !== 'string') return error;
  const visible = visibleEnvironments(identity, principal, await environments.list(project));
  const names = visible.map(({ name }) => name);
  const message = `${error.message.replace(/\.$/, '')}; ${sayNames('it has', names)}.`;
  return new ErrandError(error.code, message, { details: { ...error.details, environments: names } });
}
