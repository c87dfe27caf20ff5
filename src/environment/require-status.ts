import type { Environment, EnvironmentStatus } from '../deploy/deployment.ts';
import { ErrandError } from '../errors/errand-error.ts';

/** Error: `conflict` where the environment's state is none of those that the change is for. */
export function requireStatus(
  environment: Environment,
  wanted: readonly EnvironmentStatus[],
  change: string,
): void {
  if (wanted.includes(environment.status)) return;
  throw new ErrandError(
    'conflict',
    `environment ${environment.name} is ${environment.status}; ${change} takes one that is ${wanted.join(' or ')}`,
    { details: { environment: environment.name, status: environment.status } },
  );
}
