import { existsSync, readFileSync } from 'node:fs';
import type { Activity } from '../../src/activity/activity.ts';
import { newActivityId } from '../../src/activity/activity-id.ts';
import type { Deployer, PushRequest } from '../../src/deploy/deployer.ts';
import type { Actor } from '../../src/identity/principal.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import type { Database } from '../../src/store/store.ts';
import type { TaskRunner, TriggerRequest } from '../../src/task/task-runner.ts';
import { addEnvironment } from './filled-store.ts';
import { anActivity } from './sample-activity.ts';

export interface Cancelled {
  readonly id: string;
  readonly by: Actor;
}

/** What the API asked the rooms to do, in order. */
export interface RecordingRooms {
  readonly tasks: TaskRunner;
  readonly deployer: Deployer;
  readonly triggers: readonly TriggerRequest[];
  readonly pushes: readonly (PushRequest & { readonly archive: Buffer })[];
  readonly cancelledRuns: readonly Cancelled[];
  readonly cancelledPushes: readonly Cancelled[];
}

/** Accepts everything: activities are stored, and nothing runs. */
export function recordingRooms(db: Database): RecordingRooms {
  const triggers: TriggerRequest[] = [];
  const pushes: (PushRequest & { readonly archive: Buffer })[] = [];
  const cancelledRuns: Cancelled[] = [];
  const cancelledPushes: Cancelled[] = [];
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
  };
  const deployer: Deployer = {
    push: async (request) => {
      const archive = existsSync(request.archivePath) ? readFileSync(request.archivePath) : Buffer.alloc(0);
      pushes.push({ ...request, archive });
      const { project, environment, actor } = request;
      await addEnvironment(db, project, environment);
      return store({ type: 'environment.push', project, environment, actor, parameters: {} });
    },
    cancel: async (id, by) => void cancelledPushes.push({ id, by }),
  };
  return { tasks, deployer, triggers, pushes, cancelledRuns, cancelledPushes };
}
