import type { Environment } from '../deploy/deployment.ts';
import type { ChangeRequest, ChangeWork, EnvironmentParts } from './environment-parts.ts';

/** Ends the runs, the applications and the services of an environment; its data stays. */
export async function stopEnvironment(
  parts: EnvironmentParts,
  { project, environment }: Omit<ChangeRequest, 'actor'> & { readonly environment: Environment },
  { activity, log, signal }: ChangeWork,
): Promise<void> {
  const over = { say: log, signal, endsAll: true };
  await parts.runs.clearStage(project.id, environment.name, activity.actor, over);
  log(`Stopping environment ${environment.name}`);
  await parts.clusters.stop(project, environment);
}
