import type { Activity, VariableActivityType } from '../activity/activity.ts';
import { settledActivity } from '../activity/settled-activity.ts';
import type { Actor } from '../identity/principal.ts';
import type { VariablePlace } from './variable.ts';

export type VariableEvent = 'create' | 'update' | 'delete';

const words: Readonly<Record<VariableEvent, string>> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
};

/** The record of a change that was made in one go. It names the variable and never its value. */
export function variableActivity(
  event: VariableEvent,
  { project, environment }: VariablePlace,
  name: string,
  actor: Actor,
  now: Date,
): Activity {
  const type: VariableActivityType = `${environment === null ? 'project' : 'environment'}.variable.${event}`;
  const where = environment === null ? `project ${project}` : `environment ${environment}`;
  const about = {
    type,
    project,
    environment: environment ?? '',
    parameters: environment === null ? { name } : { environment, name },
    text: `${actor.name} ${words[event]} variable ${name} of ${where}`,
    actor,
  };
  return settledActivity(about, now);
}
