import type { Delivery } from '../../webhook/delivery.ts';
import type { Integration } from '../../webhook/integration.ts';
import { activityHref, projectHref } from './hrefs.ts';
import { renderInstant, renderMaybeInstant } from './instant.ts';

export function integrationHref(project: string, id: string): string {
  return `${projectHref(project)}/integrations/${encodeURIComponent(id)}`;
}

/** An integration on the wire. Its key is shown once, where it is made. */
export function renderIntegration(integration: Integration, sharedKey: string | null = null) {
  const { id, project, url, events, states, environments, excludedEnvironments, result } = integration;
  const href = integrationHref(project, id);
  return {
    id,
    type: 'webhook',
    role: '',
    created_at: renderInstant(integration.createdAt),
    updated_at: renderInstant(integration.updatedAt),
    url,
    events,
    states,
    environments,
    excluded_environments: excludedEnvironments,
    result,
    shared_key: sharedKey,
    _links: {
      self: { href },
      '#edit': { href },
      '#delete': { href },
      deliveries: { href: `${href}/deliveries` },
    },
  };
}

export function renderDelivery(delivery: Delivery) {
  const { id, integration, project, activity, state, attempts, lastStatus, lastError } = delivery;
  const href = `${integrationHref(project, integration)}/deliveries/${encodeURIComponent(id)}`;
  return {
    id,
    state,
    activity: activity.id,
    activity_type: activity.type,
    activity_state: activity.state,
    environment: activity.environment,
    attempts,
    last_status: lastStatus,
    last_error: lastError,
    created_at: renderInstant(delivery.createdAt),
    due_at: renderMaybeInstant(delivery.dueAt),
    ended_at: renderMaybeInstant(delivery.endedAt),
    _links: {
      self: { href },
      '#retry': { href: `${href}/retry` },
      activity: { href: activityHref(project, activity.id) },
    },
  };
}
