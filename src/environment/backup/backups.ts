import type { Activity } from '../../activity/activity.ts';
import { deleteBackup } from '../../store/backups/delete-backup.ts';
import { insertBackup } from '../../store/backups/insert-backup.ts';
import { type ChangeRequest, type EnvironmentParts, startChange, succeeded } from '../environment-parts.ts';
import type { Backup } from './backup.ts';
import { type RestoreOptions, restoreBackup, restoreToNew } from './restore.ts';

/** Backups of environments. Each answers with the activity of the change. */
export interface Backups {
  /** Keeps the data of all volumes as of one moment, and notes the code. */
  create(request: ChangeRequest, options: { readonly isLive: boolean }): Promise<Activity>;
  /** Brings an environment's data, and its code unless told otherwise, back to what the backup holds. */
  restore(request: ChangeRequest, backup: Backup, options: RestoreOptions): Promise<Activity>;
  /**
   * Makes an environment of that name below `request.environment`, and brings back into it what the backup holds. Error:
   * `conflict` where there is one of that name.
   */
  restoreToNew(
    request: ChangeRequest,
    name: string,
    backup: Backup,
    options: RestoreOptions,
  ): Promise<Activity>;
  delete(request: ChangeRequest, backup: Backup): Promise<Activity>;
}

export function openBackups(parts: EnvironmentParts): Backups {
  return {
    create: (request, options) => create(parts, request, options),
    restore: (request, backup, options) => restoreBackup(parts, request, backup, options),
    restoreToNew: (request, name, backup, options) => restoreToNew(parts, request, name, backup, options),
    delete: (request, backup) => remove(parts, request, backup),
  };
}

async function create(
  parts: EnvironmentParts,
  request: ChangeRequest,
  { isLive }: { readonly isLive: boolean },
): Promise<Activity> {
  const { project, environment } = request;
  const about = {
    type: 'environment.backup',
    text: `backed up environment ${environment.name}`,
    takes: null,
  } as const;
  return startChange(parts, request, about, async ({ activity, log }) => {
    const repository = await parts.repositoryOf(project.id);
    const head = await repository.head(environment.name);
    const kept = await parts.data.keep(request, activity.id);
    const backup: Backup = {
      id: activity.id,
      project: project.id,
      environment: environment.name,
      commit: head?.commit ?? null,
      deployment: environment.deployment,
      ...kept,
      isLive,
      createdAt: new Date(),
    };
    // A snapshot without a record is of no use to anybody, and would stay for ever.
    await insertBackup(parts.store.db, backup).catch(async (error: unknown) => {
      await parts.data.forget(activity.id);
      throw error;
    });
    log(`Backup ${backup.id}: ${kept.volumes} volumes, ${kept.sizeMiB} MiB at most`);
    return { ...succeeded(), payload: { backup: backup.id, backup_name: backup.id } };
  });
}

async function remove(parts: EnvironmentParts, request: ChangeRequest, backup: Backup): Promise<Activity> {
  const about = {
    type: 'environment.backup.delete',
    text: `deleted backup ${backup.id}`,
    parameters: { backup: backup.id },
    takes: null,
  } as const;
  return startChange(parts, request, about, async () => {
    await deleteBackup(parts.store.db, backup.id);
    await parts.data.forget(backup.id);
    return succeeded();
  });
}
