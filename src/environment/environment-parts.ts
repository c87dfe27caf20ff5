import type { Activity, ActivityChange, EnvironmentActivityType } from '../activity/activity.ts';
import { pendingActivity } from '../activity/pending-activity.ts';
import type { ChangeContext, ChangeQueue } from '../deploy/change-queue.ts';
import type { Environment, Project } from '../deploy/deployment.ts';
import { requireStillThere } from '../deploy/free-name.ts';
import type { PushParts } from '../deploy/push.ts';
import type { Actor } from '../identity/principal.ts';
import type { Repository } from '../source/repository.ts';
import type { EnvironmentData } from './environment-data.ts';

export interface EnvironmentParts extends PushParts {
  readonly changes: ChangeQueue;
  readonly data: EnvironmentData;
  repositoryOf(project: string): Promise<Repository>;
}

/** Which environment a change is of, and who asked for it. */
export interface ChangeRequest {
  readonly project: Project;
  readonly environment: Environment;
  readonly actor: Actor;
}

/** What is told to the work of a change. */
export interface ChangeWork extends ChangeContext {
  readonly activity: Activity;
}

/** Writes the change's activity down and does the work in the environment's turn, if it is there then. */
export async function startChange(
  parts: EnvironmentParts,
  { project, environment, actor }: ChangeRequest,
  about: {
    readonly type: EnvironmentActivityType;
    readonly text: string;
    readonly parameters?: Activity['parameters'];
  },
  work: (work: ChangeWork) => Promise<ActivityChange>,
): Promise<Activity> {
  const activity = pendingActivity({
    type: about.type,
    project: project.id,
    environment: environment.name,
    actor,
    parameters: { environment: environment.name, ...about.parameters },
    text: `${actor.name} ${about.text}`,
  });
  await parts.changes.start(activity, async (context) => {
    await requireStillThere(parts.store.db, environment);
    return work({ ...context, activity });
  });
  return activity;
}

/** How a change ended that went well. */
export function succeeded(): ActivityChange {
  return { state: 'complete', result: 'success', completedAt: new Date() };
}
