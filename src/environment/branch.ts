import type { Activity } from '../activity/activity.ts';
import type { Environment } from '../deploy/deployment.ts';
import { requireFreeName } from '../deploy/free-name.ts';
import { machineName } from '../deploy/machine-name.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import { upsertEnvironment } from '../store/environments/upsert-environment.ts';
import { deployBranch } from './deploy-branch.ts';
import { type ChangeRequest, type EnvironmentParts, startChange } from './environment-parts.ts';
import { requireStatus } from './require-status.ts';
import { copyServiceRecords } from './service-records.ts';

/** Of a new branch and its environment. */
export interface ChildOptions {
  readonly name: string;
  readonly title: string;
  readonly type: 'development' | 'staging';
}

export interface BranchOptions extends ChildOptions {
  /** Whether the new environment begins with a copy of the parent's data. */
  readonly cloneParent: boolean;
}

/** Makes an environment beside its parent, with the parent's code and data. Error: `conflict` where the name is taken, or too much like another's. */
export async function branchEnvironment(
  parts: EnvironmentParts,
  request: ChangeRequest,
  options: BranchOptions,
): Promise<Activity> {
  const { project, environment: parent, actor } = request;
  const environment = await openChild(parts, request, options);
  const about = {
    type: 'environment.branch',
    text: `branched environment ${options.name} from ${parent.name}`,
    parameters: { parent: parent.name, clone_parent: options.cloneParent },
    takes: null,
  } as const;
  return startChange(parts, { project, environment, actor }, about, async (work) => {
    if (options.cloneParent) {
      const volumes = await parts.data.clone({ project, environment: parent }, { project, environment });
      await copyServiceRecords(parts.services.records, project, parent, environment);
      work.log(`Copied the data of ${parent.name}: ${volumes} volumes`);
    }
    return deployBranch(parts, { project, environment }, work);
  });
}

/** An inactive environment with its parent's code. Error: `conflict` where the name is taken, or too much like another's. */
export async function openChild(
  parts: EnvironmentParts,
  { project, environment: parent }: Omit<ChangeRequest, 'actor'>,
  child: ChildOptions,
): Promise<Environment> {
  requireStatus(parent, ['active', 'paused', 'inactive'], 'branching');
  if ((await findEnvironment(parts.store.db, project.id, child.name)) !== null)
    throw new ErrandError('conflict', `the project has an environment ${child.name} already`);
  await requireFreeName(parts.store.db, project, child.name);
  const repository = await parts.repositoryOf(project.id);
  await repository.createBranch(child.name, parent.name);
  return upsertEnvironment(parts.store.db, childOf(parent, child));
}

function childOf(parent: Environment, { name, title, type }: ChildOptions): Environment {
  const now = new Date();
  return {
    project: parent.project,
    name,
    machineName: machineName(name),
    title,
    type,
    status: 'inactive',
    parent: parent.name,
    deployment: null,
    createdAt: now,
    updatedAt: now,
  };
}
