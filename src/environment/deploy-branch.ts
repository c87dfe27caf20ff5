import type { ActivityChange } from '../activity/activity.ts';
import { runPush } from '../deploy/push.ts';
import { deployedChange } from '../deploy/push-deployer.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { ChangeRequest, ChangeWork, EnvironmentParts } from './environment-parts.ts';

/** Deploys the newest code of an environment's branch; builds that are there already are used again. */
export async function deployBranch(
  parts: EnvironmentParts,
  { project, environment }: Omit<ChangeRequest, 'actor'>,
  { activity, signal }: ChangeWork,
): Promise<ActivityChange> {
  const repository = await parts.repositoryOf(project.id);
  const head = await repository.head(environment.name);
  if (head === null)
    throw new ErrandError('conflict', `the branch ${environment.name} has no code yet; push to it first`);
  return deployedChange(
    await runPush(parts, { activity, project, environment, repository, tree: head.tree, signal }),
  );
}
