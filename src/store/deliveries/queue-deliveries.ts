import { randomBytes } from 'node:crypto';
import type { Activity } from '../../activity/activity.ts';
import type { Delivery } from '../../webhook/delivery.ts';
import { type Integration, wants } from '../../webhook/integration.ts';
import { afterCommit } from '../after-commit.ts';
import { listIntegrations } from '../integrations/list-integrations.ts';
import type { Database } from '../store.ts';
import { toDeliveryRow } from './delivery-row.ts';

const listeners = new Set<() => void>();

/** Tells whenever deliveries were stored. Returns what ends that. */
export function onDeliveriesQueued(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const idBytes = 16;

function deliveryOf(activity: Activity, integration: string, now: Date): Delivery {
  return {
    id: `msg_${randomBytes(idBytes).toString('hex')}`,
    integration,
    project: activity.project,
    activity,
    state: 'pending',
    attempts: 0,
    createdAt: now,
    dueAt: now,
    endedAt: null,
    lastStatus: null,
    lastError: null,
  };
}

/** Stores, in the transaction of the change itself, that the project's webhooks are to be told of the activity as it is now. */
export function queueDeliveries(transaction: Database, activity: Activity): Promise<void> {
  return queueAllDeliveries(transaction, [activity], (project) => listIntegrations(transaction, project));
}

/** As `queueDeliveries`, of several activities. */
export async function queueAllDeliveries(
  transaction: Database,
  activities: readonly Activity[],
  integrationsOf: (project: string) => Promise<readonly Integration[]>,
): Promise<void> {
  const now = new Date();
  const rows: ReturnType<typeof toDeliveryRow>[] = [];
  for (const activity of activities) {
    const wanting = (await integrationsOf(activity.project)).filter((one) => wants(one, activity));
    rows.push(...wanting.map(({ id }) => toDeliveryRow(deliveryOf(activity, id, now))));
  }
  if (rows.length === 0) return;
  await transaction.insertInto('deliveries').values(rows).execute();
  afterCommit(transaction, () => {
    for (const listener of listeners) listener();
  });
}
