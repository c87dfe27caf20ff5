import type { Insertable, Selectable } from 'kysely';
import type { Delivery } from '../../webhook/delivery.ts';
import { fromActivityRow, toActivityRow } from '../activities/activity-row.ts';
import { dateOrNull, millisecondsOrNull } from '../instant.ts';
import type { ActivityTable } from '../schema.ts';
import type { DeliveryTable } from '../tables/webhooks.ts';

export function toDeliveryRow(delivery: Delivery): Insertable<DeliveryTable> {
  return {
    id: delivery.id,
    integration: delivery.integration,
    project: delivery.project,
    activity: delivery.activity.id,
    snapshot: JSON.stringify(toActivityRow(delivery.activity)),
    ...toChangeableRow(delivery),
    created_at_ms: delivery.createdAt.getTime(),
  };
}

/** What an attempt changes. */
export function toChangeableRow(delivery: Delivery) {
  return {
    state: delivery.state,
    attempts: delivery.attempts,
    due_at_ms: millisecondsOrNull(delivery.dueAt),
    ended_at_ms: millisecondsOrNull(delivery.endedAt),
    last_status: delivery.lastStatus,
    last_error: delivery.lastError,
  };
}

export function fromDeliveryRow(row: Selectable<DeliveryTable>): Delivery {
  return {
    id: row.id,
    integration: row.integration,
    project: row.project,
    activity: fromActivityRow(JSON.parse(row.snapshot) as Selectable<ActivityTable>),
    state: row.state,
    attempts: row.attempts,
    createdAt: new Date(row.created_at_ms),
    dueAt: dateOrNull(row.due_at_ms),
    endedAt: dateOrNull(row.ended_at_ms),
    lastStatus: row.last_status,
    lastError: row.last_error,
  };
}
