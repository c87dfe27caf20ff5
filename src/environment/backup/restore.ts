import type { Activity } from '../../activity/activity.ts';
import type { DeployLog } from '../../deploy/hooks.ts';
import { openChild } from '../branch.ts';
import { deployBranch } from '../deploy-branch.ts';
import { type ChangeRequest, type EnvironmentParts, startChange } from '../environment-parts.ts';
import { copyServiceRecords } from '../service-records.ts';
import { stopEnvironment } from '../stop-environment.ts';
import type { Backup } from './backup.ts';

export interface RestoreOptions {
  /** Whether the branch goes back to the commit of that moment, too. */
  readonly code: boolean;
}

/** Brings back into `request.environment`, which need not be the one that was backed up, what a backup holds. */
export async function restoreBackup(
  parts: EnvironmentParts,
  request: ChangeRequest,
  backup: Backup,
  options: RestoreOptions,
): Promise<Activity> {
  const { project, environment } = request;
  const about = {
    type: 'environment.restore',
    text: `restored environment ${environment.name} from backup ${backup.id}`,
    parameters: { backup: backup.id, restore_code: options.code },
    takes: null,
  } as const;
  return startChange(parts, request, about, async (work) => {
    await stopEnvironment(parts, request, work);
    const volumes = await parts.data.bringBack(backup.id, request);
    work.log(`Brought back ${volumes} volumes`);
    await bringServiceRecords(parts, request, backup, work.log);
    if (options.code && backup.commit !== null) {
      const repository = await parts.repositoryOf(project.id);
      await repository.setHead(environment.name, backup.commit);
      work.log(`Brought back the code of commit ${backup.commit}`);
    }
    return deployBranch(parts, request, work);
  });
}

/** As `restoreBackup`, into an environment that is made for it below `request.environment`. Error: `conflict` where it is there. */
export async function restoreToNew(
  parts: EnvironmentParts,
  request: ChangeRequest,
  name: string,
  backup: Backup,
  options: RestoreOptions,
): Promise<Activity> {
  const environment = await openChild(parts, request, { name, title: name, type: 'development' });
  return restoreBackup(parts, { ...request, environment }, backup, options);
}

/** Data that came from another environment belongs to that one's passwords and versions, as in a branch. */
async function bringServiceRecords(
  { services: { records } }: EnvironmentParts,
  { project, environment }: ChangeRequest,
  { environment: source }: Backup,
  log: DeployLog,
): Promise<void> {
  if (source === environment.name) return;
  if ((await records.list(project.id, source)).length > 0)
    await copyServiceRecords(records, project, { name: source }, environment);
  else
    log(
      `Warning: ${source} has no services any more, and their passwords are gone with them; a service that keeps passwords in its data may refuse new ones`,
    );
}
