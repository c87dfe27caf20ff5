import type { Activity } from '../activity/activity.ts';
import type { Environment } from '../deploy/deployment.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { changeEnvironment } from '../store/environments/change-environment.ts';
import { type BranchOptions, branchEnvironment } from './branch.ts';
import { deleteEnvironment } from './delete.ts';
import { deployBranch } from './deploy-branch.ts';
import { type Disk, growDisks, listDisks } from './disks.ts';
import { type ChangeRequest, type EnvironmentParts, startChange, succeeded } from './environment-parts.ts';
import { mergeEnvironment } from './merge.ts';
import { forgetServiceRecords } from './service-records.ts';
import { stopEnvironment } from './stop-environment.ts';
import { type SynchronizeOptions, synchronizeEnvironment } from './synchronize.ts';

export interface EnvironmentSettings {
  readonly title?: string | undefined;
  readonly type?: Environment['type'] | undefined;
  readonly parent?: string | null | undefined;
}

/**
 * What can be done with an environment as a whole. Each answers with the activity of the change, which goes on by itself.
 * Error of all: `conflict` where the environment's state is not one that the change is for.
 */
export interface EnvironmentChanges {
  /** A new environment with this one's code and, unless told otherwise, its data. */
  branch(request: ChangeRequest, options: BranchOptions): Promise<Activity>;
  /** Deploys the code of an inactive environment. */
  activate(request: ChangeRequest): Promise<Activity>;
  /** Ends all that runs and removes the data; the branch stays. */
  deactivate(request: ChangeRequest): Promise<Activity>;
  /** Ends all that runs and keeps the data. */
  pause(request: ChangeRequest): Promise<Activity>;
  resume(request: ChangeRequest): Promise<Activity>;
  /** Deploys the same code once more, with variables and settings as they are now. */
  redeploy(request: ChangeRequest): Promise<Activity>;
  /** Brings the parent's code, data or both into the environment. */
  synchronize(request: ChangeRequest, options: SynchronizeOptions): Promise<Activity>;
  /** Brings the environment's code into its parent. */
  merge(request: ChangeRequest): Promise<Activity>;
  /** Removes an inactive environment and its branch. */
  delete(request: ChangeRequest): Promise<Activity>;
  /** Makes disks larger, none smaller. Error: `request_invalid`. */
  grow(request: ChangeRequest, disks: readonly Disk[]): Promise<Activity>;
  /** The disks that the environment has. */
  disks(request: Omit<ChangeRequest, 'actor'>): Promise<readonly Disk[]>;
  update(request: Omit<ChangeRequest, 'actor'>, settings: EnvironmentSettings): Promise<Environment>;
}

export function openEnvironmentChanges(parts: EnvironmentParts): EnvironmentChanges {
  return {
    branch: (request, options) => branchEnvironment(parts, request, options),
    activate: (request) => activate(parts, request),
    deactivate: (request) => deactivate(parts, request),
    pause: (request) => pause(parts, request),
    resume: (request) => resume(parts, request),
    redeploy: (request) => redeploy(parts, request),
    synchronize: (request, options) => synchronizeEnvironment(parts, request, options),
    merge: (request) => mergeEnvironment(parts, request),
    delete: (request) => deleteEnvironment(parts, request),
    grow: (request, disks) => growDisks(parts, request, disks),
    disks: ({ project, environment }) => listDisks(parts.storage.volumes, project, environment),
    update: (request, settings) => update(parts, request, settings),
  };
}

async function activate(parts: EnvironmentParts, request: ChangeRequest): Promise<Activity> {
  const text = `activated environment ${request.environment.name}`;
  return startChange(
    parts,
    request,
    { type: 'environment.activate', text, takes: ['inactive'] },
    (work, now) => deployBranch(parts, now, work),
  );
}

async function deactivate(parts: EnvironmentParts, request: ChangeRequest): Promise<Activity> {
  const { project, environment } = request;
  if (environment.name === project.defaultBranch)
    throw new ErrandError(
      'conflict',
      `${environment.name} is the project's default environment: pause it instead`,
    );
  const text = `deactivated environment ${environment.name}`;
  const about = { type: 'environment.deactivate', text, takes: ['active', 'paused'] } as const;
  return startChange(parts, request, about, async (work) => {
    await stopEnvironment(parts, request, work);
    await parts.runs.cancelQueued(project.id, environment.name, request.actor);
    const change = { status: 'inactive', deployment: null } as const;
    await changeEnvironment(parts.store.db, project.id, environment.name, change);
    await parts.data.remove(request);
    await forgetServiceRecords(parts.services.records, project, environment);
    work.log(`Environment ${environment.name} is inactive; its data is gone, its branch stays`);
    return succeeded();
  });
}

async function pause(parts: EnvironmentParts, request: ChangeRequest): Promise<Activity> {
  const { project, environment } = request;
  const text = `paused environment ${environment.name}`;
  return startChange(parts, request, { type: 'environment.pause', text, takes: ['active'] }, async (work) => {
    await stopEnvironment(parts, request, work);
    await changeEnvironment(parts.store.db, project.id, environment.name, { status: 'paused' });
    work.log(`Environment ${environment.name} is paused; its data is kept`);
    return succeeded();
  });
}

async function resume(parts: EnvironmentParts, request: ChangeRequest): Promise<Activity> {
  const text = `resumed environment ${request.environment.name}`;
  return startChange(parts, request, { type: 'environment.resume', text, takes: ['paused'] }, (work, now) =>
    deployBranch(parts, now, work),
  );
}

async function redeploy(parts: EnvironmentParts, request: ChangeRequest): Promise<Activity> {
  const text = `redeployed environment ${request.environment.name}`;
  return startChange(parts, request, { type: 'environment.redeploy', text, takes: ['active'] }, (work, now) =>
    deployBranch(parts, now, work),
  );
}

async function update(
  parts: EnvironmentParts,
  { project, environment }: Omit<ChangeRequest, 'actor'>,
  { title, type, parent }: EnvironmentSettings,
): Promise<Environment> {
  return changeEnvironment(parts.store.db, project.id, environment.name, {
    ...(title === undefined ? {} : { title }),
    ...(type === undefined ? {} : { type }),
    ...(parent === undefined ? {} : { parent }),
  });
}
