import type { Activity, ActivityChange, EnvironmentActivityType } from '../activity/activity.ts';
import { pendingActivity } from '../activity/pending-activity.ts';
import type { ChangeContext, ChangeQueue } from '../deploy/change-queue.ts';
import type { Environment, EnvironmentStatus, Project } from '../deploy/deployment.ts';
import { requireStillThere } from '../deploy/free-name.ts';
import type { PushParts } from '../deploy/push.ts';
import type { Actor } from '../identity/principal.ts';
import type { Repository } from '../source/repository.ts';
import type { EnvironmentData } from './environment-data.ts';
import { requireStatus } from './require-status.ts';

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

export interface AboutChange {
  readonly type: EnvironmentActivityType;
  readonly text: string;
  readonly parameters?: Activity['parameters'];
  /** In which states of the environment it can be done; null: in any. */
  readonly takes: readonly EnvironmentStatus[] | null;
}

/**
 * Writes the change's activity down and does the work in the environment's turn, with the environment as it is by then. Error at
 * once, and of the activity where another change came first: `conflict` where the environment is in another state.
 */
export async function startChange(
  parts: EnvironmentParts,
  request: ChangeRequest,
  about: AboutChange,
  work: (work: ChangeWork, request: ChangeRequest) => Promise<ActivityChange>,
): Promise<Activity> {
  const { project, environment, actor } = request;
  if (about.takes !== null) requireStatus(environment, about.takes, about.type);
  const activity = pendingActivity({
    type: about.type,
    project: project.id,
    environment: environment.name,
    actor,
    parameters: { environment: environment.name, ...about.parameters },
    text: `${actor.name} ${about.text}`,
  });
  await parts.changes.start(activity, async (context) => {
    const now = await requireStillThere(parts.store.db, environment);
    if (about.takes !== null) requireStatus(now, about.takes, about.type);
    return work({ ...context, activity }, { ...request, environment: now });
  });
  return activity;
}

/** How a change ended that went well. */
export function succeeded(): ActivityChange {
  return { state: 'complete', result: 'success', completedAt: new Date() };
}
