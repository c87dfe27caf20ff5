import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { type EnvironmentType, environmentTypes } from '../../identity/authorization/role.ts';
import { projectPath } from '../request/path-parameters.ts';

export const typePath = projectPath.extend({
  type: z.string().describe(`One of ${environmentTypes.join(', ')}`),
});

/** A type of environments, by its name. Error: `route_not_found`. */
export function requireType(name: string): EnvironmentType {
  const type = environmentTypes.find((known) => known === name);
  if (type !== undefined) return type;
  throw new ErrandError(
    'route_not_found',
    `There is no type of environments "${name}"; there are ${environmentTypes.join(', ')}.`,
  );
}
