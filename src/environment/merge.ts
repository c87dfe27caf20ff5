import type { Activity } from '../activity/activity.ts';
import { deployBranch } from './deploy-branch.ts';
import { type ChangeRequest, type EnvironmentParts, startChange } from './environment-parts.ts';
import { requireParent } from './require-parent.ts';

/** Brings an environment's code into its parent and deploys that. Errors: `conflict` where it has none, or the code does not merge. */
export async function mergeEnvironment(parts: EnvironmentParts, request: ChangeRequest): Promise<Activity> {
  const { project, environment, actor } = request;
  const parent = await requireParent(parts, request);
  const about = {
    type: 'environment.merge',
    text: `merged environment ${environment.name} into ${parent.name}`,
    parameters: { child: environment.name },
    takes: null,
  } as const;
  return startChange(parts, { project, environment: parent, actor }, about, async (work) => {
    const repository = await parts.repositoryOf(project.id);
    await repository.merge(environment.name, parent.name);
    work.log(`Merged ${environment.name} into ${parent.name}`);
    return deployBranch(parts, { project, environment: parent }, work);
  });
}
