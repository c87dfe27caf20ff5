import type { Activity } from '../activity/activity.ts';
import { renderActivity } from '../api/render/render-activity.ts';
import { placeOf } from '../api/resources/started.ts';
import type { EventLog } from '../observe/event-log.ts';
import { dueDeliveries, hurryDeliveries, nextDueDelivery } from '../store/deliveries/due-deliveries.ts';
import { onDeliveriesQueued } from '../store/deliveries/queue-deliveries.ts';
import { saveDelivery } from '../store/deliveries/save-delivery.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import { findIntegration } from '../store/integrations/find-integration.ts';
import { findProject } from '../store/projects/find-project.ts';
import type { Database } from '../store/store.ts';
import type { Delivery } from '../webhook/delivery.ts';
import { secretPlace } from '../webhook/integration.ts';
import { type IntegrationRoom, openIntegrationRoom } from '../webhook/integration-room.ts';
import { sendWebhook } from '../webhook/send-webhook.ts';
import { openSender } from '../webhook/sender.ts';
import type { Settings } from './settings/settings.ts';
import type { State } from './state.ts';

/** The activity as it was at the event, with its project and environment as they are now. */
async function bodyOf(db: Database, activity: Activity): Promise<string> {
  const place = await placeOf(
    {
      projects: { find: (id) => findProject(db, id) },
      environments: { find: (project, name) => findEnvironment(db, project, name) },
    },
    activity,
  );
  return JSON.stringify(renderActivity(activity, { place }));
}

/** Sends what is due, from now on; `stack` ends it. */
export function openWebhooks(
  { webhooks }: Pick<Settings, 'webhooks'>,
  { store, cipher }: Pick<State, 'store' | 'cipher'>,
  log: EventLog,
  stack: AsyncDisposableStack,
): IntegrationRoom {
  const { db } = store;
  const attempt = async ({ id, integration, activity }: Delivery) => {
    const to = await findIntegration(db, integration);
    if (to === null) return null;
    try {
      const secret = cipher.open(to.secret, secretPlace(to.id));
      const message = { id, url: to.url, secret, body: await bodyOf(db, activity) };
      return await sendWebhook(message, { ...webhooks, userAgent: 'Errand' });
    } catch (error) {
      return { kind: 'failed', status: null, error: String(error), final: false } as const;
    }
  };
  const records = {
    due: (now: Date, most: number, leftOut: readonly string[]) => dueDeliveries(db, now, most, leftOut),
    nextDue: (now: Date) => nextDueDelivery(db, now),
    hurry: (now: Date) => hurryDeliveries(db, now),
    save: (delivery: Delivery) => saveDelivery(db, delivery),
  };
  const sender = openSender({ records, attempt, retry: webhooks.retry, log });
  const forget = onDeliveriesQueued(() => sender.wake());
  stack.defer(async () => {
    forget();
    await sender.close();
  });
  return openIntegrationRoom(db, cipher, () => sender.wake());
}
