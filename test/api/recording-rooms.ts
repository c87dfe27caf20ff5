import { existsSync, readFileSync } from 'node:fs';
import type { Activity } from '../../src/activity/activity.ts';
import { newActivityId } from '../../src/activity/activity-id.ts';
import type { ServicesRoom } from '../../src/api/rooms.ts';
import type { BuildRoom } from '../../src/build/clear-cache.ts';
import type { Deployer, PushRequest } from '../../src/deploy/deployer.ts';
import type { ServiceState } from '../../src/deploy/service-state.ts';
import type { ImageRoom } from '../../src/deploy/unused/image-room.ts';
import type { Backups } from '../../src/environment/backup/backups.ts';
import type { EnvironmentChanges } from '../../src/environment/environment-changes.ts';
import type { ChangeRequest } from '../../src/environment/environment-parts.ts';
import type { Actor } from '../../src/identity/principal.ts';
import type { ProjectDeletions } from '../../src/project/deletions.ts';
import type { ServerBackupRoom } from '../../src/server-backup/hold-still.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { changeEnvironment } from '../../src/store/environments/change-environment.ts';
import { markDeletion } from '../../src/store/projects/mark-deletion.ts';
import type { Database } from '../../src/store/store.ts';
import type { TaskRunner, TriggerRequest } from '../../src/task/task-runner.ts';
import { addEnvironment } from './filled-store.ts';
import { anActivity } from './sample-activity.ts';

export interface Cancelled {
  readonly id: string;
  readonly by: Actor;
}

export interface Changed extends ChangeRequest {
  readonly type: Activity['type'];
}

const defined = (settings: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

/** What the API asked the rooms to do, in order. */
export interface RecordingRooms {
  readonly tasks: TaskRunner;
  readonly deployer: Deployer;
  readonly images: ImageRoom;
  readonly changing: EnvironmentChanges;
  readonly backing: Backups;
  readonly builds: BuildRoom;
  readonly changes: readonly Changed[];
  readonly services: ServicesRoom;
  readonly serverBackups: ServerBackupRoom;
  readonly triggers: readonly TriggerRequest[];
  readonly pushes: readonly (PushRequest & { readonly archive: Buffer })[];
  readonly cancelledRuns: readonly Cancelled[];
  readonly cancelledPushes: readonly Cancelled[];
  readonly deletedServices: readonly string[];
  /** Writes down that a project is to be deleted, and no more. */
  readonly deletions: Pick<ProjectDeletions, 'begin'>;
}

function aService(change: Partial<ServiceState> = {}): ServiceState {
  return {
    name: 'db',
    type: 'postgresql:15',
    version: '15.18',
    status: 'running',
    address: '10.213.0.5',
    disk: { sizeMiB: 1024, usedMiB: 60 },
    createdAt: new Date(1e12),
    stoppedAt: null,
    ...change,
  };
}

/** Accepts everything: activities are stored, and nothing runs. */
export function recordingRooms(db: Database): RecordingRooms {
  const triggers: TriggerRequest[] = [];
  const pushes: (PushRequest & { readonly archive: Buffer })[] = [];
  const cancelledRuns: Cancelled[] = [];
  const cancelledPushes: Cancelled[] = [];
  const changes: Changed[] = [];
  const store = async (change: Partial<Activity>) => {
    const activity = anActivity({ id: newActivityId(), ...change });
    await insertActivity(db, activity);
    return activity;
  };
  const tasks: TaskRunner = {
    trigger: async (request) => {
      triggers.push(request);
      const { project, environment, actor, task } = request;
      return store({ project, environment, actor, parameters: { task } });
    },
    cancel: async (id, by) => void cancelledRuns.push({ id, by }),
    queueOf: async () => null,
    queueState: async () => ({ limits: { runsAtOnce: 3, tasks: {} }, waiting: 0, executing: 0 }),
    setLimits: async () => undefined,
  };
  const deployer: Deployer = {
    push: async (request) => {
      const archive = existsSync(request.archivePath) ? readFileSync(request.archivePath) : Buffer.alloc(0);
      pushes.push({ ...request, archive });
      const { project, environment, actor } = request;
      await addEnvironment(db, project, environment);
      return store({ type: 'environment.push', project, environment, actor, parameters: {} });
    },
    pushCommit: async () => {
      throw new Error('nothing pushes a commit here');
    },
    cancel: async (id, by) => void cancelledPushes.push({ id, by }),
  };
  const nothing = async () => ({ images: [], slugs: [] });
  const images: ImageRoom = { list: nothing, pull: async () => null, prune: nothing };
  const deletedServices: string[] = [];
  const services: ServicesRoom = {
    list: async () => [
      aService(),
      aService({ name: 'former', status: 'stopped', address: null, stoppedAt: new Date(1e12) }),
    ],
    delete: async (project, environment, name) =>
      void deletedServices.push(`${project.id}/${environment.name}/${name}`),
  };
  const change = (type: Activity['type']) => async (request: ChangeRequest) => {
    changes.push({ type, ...request });
    const { project, environment, actor } = request;
    return store({ type, project: project.id, environment: environment.name, actor, parameters: {} });
  };
  const changing: EnvironmentChanges = {
    branch: change('environment.branch'),
    activate: change('environment.activate'),
    deactivate: change('environment.deactivate'),
    pause: change('environment.pause'),
    resume: change('environment.resume'),
    redeploy: change('environment.redeploy'),
    synchronize: change('environment.synchronize'),
    merge: change('environment.merge'),
    delete: change('environment.delete'),
    grow: (request, disks) => change('environment.resources.update')({ ...request, ...{ disks } }),
    disks: async () => [
      { kind: 'app', name: 'web', sizeMiB: 512 },
      { kind: 'service', name: 'db', sizeMiB: 1024 },
    ],
    update: async ({ project, environment }, settings) =>
      changeEnvironment(db, project.id, environment.name, defined({ ...settings })),
  };
  const backing: Backups = {
    create: change('environment.backup'),
    restore: change('environment.restore'),
    restoreToNew: (request, name) => change('environment.restore')({ ...request, ...{ newName: name } }),
    delete: change('environment.backup.delete'),
  };
  const builds: BuildRoom = {
    clearCache: (project, actor) =>
      store({ type: 'project.clear_build_cache', project, environment: '', actor, parameters: {} }),
  };
  const deletions: RecordingRooms['deletions'] = {
    begin: async (project, by) => void (await markDeletion(db, project, by, new Date())),
  };
  let held: ReturnType<ServerBackupRoom['held']> = null;
  const serverBackups: ServerBackupRoom = {
    begin: () => {
      held = { state: 'in_progress' };
    },
    held: () => held,
    end: async () => {
      held = null;
    },
  };
  return {
    services,
    serverBackups,
    builds,
    deletions,
    deletedServices,
    tasks,
    deployer,
    images,
    changing,
    backing,
    changes,
    triggers,
    pushes,
    cancelledRuns,
    cancelledPushes,
  };
}
