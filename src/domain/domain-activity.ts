import type { Activity, DomainActivityType } from '../activity/activity.ts';
import { settledActivity } from '../activity/settled-activity.ts';
import type { Actor } from '../identity/principal.ts';
import type { DomainPlace } from './domain.ts';

export type DomainEvent = 'create' | 'update' | 'delete';

const words: Readonly<Record<DomainEvent, string>> = {
  create: 'added',
  update: 'changed',
  delete: 'deleted',
};

/** The record of a change that was made in one go. */
export function domainActivity(
  event: DomainEvent,
  { project, environment }: DomainPlace,
  name: string,
  actor: Actor,
  now: Date,
): Activity {
  const type: DomainActivityType = `${environment === null ? 'project' : 'environment'}.domain.${event}`;
  const where = environment === null ? `project ${project}` : `environment ${environment}`;
  const about = {
    type,
    project,
    environment: environment ?? '',
    parameters: environment === null ? { domain: name } : { environment, domain: name },
    text: `${actor.name} ${words[event]} domain ${name} of ${where}`,
    actor,
  };
  return settledActivity(about, now);
}
