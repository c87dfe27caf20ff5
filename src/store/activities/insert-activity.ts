import type { Activity } from '../../activity/activity.ts';
import type { Integration } from '../../webhook/integration.ts';
import { queueAllDeliveries, queueDeliveries } from '../deliveries/queue-deliveries.ts';
import { inTransaction } from '../in-transaction.ts';
import { insertTogether } from '../insert-together.ts';
import { requireOpenProject } from '../projects/require-open-project.ts';
import type { Database } from '../store.ts';
import { activityColumns, toActivityRow } from './activity-row.ts';

/** Stores a new activity, and that the project's webhooks are to be told of it. Errors: those of `requireOpenProject`. */
export function insertActivity(db: Database, activity: Activity): Promise<void> {
  return inTransaction(db, async (transaction) => {
    await requireOpenProject(transaction, activity.project);
    await transaction.insertInto('activities').values(toActivityRow(activity)).execute();
    await queueDeliveries(transaction, activity);
  });
}

/** As `insertActivity`, several at once. */
export async function insertActivities(
  transaction: Database,
  activities: readonly Activity[],
  integrationsOf: (project: string) => Promise<readonly Integration[]>,
): Promise<void> {
  await insertTogether(transaction, 'activities', activityColumns, activities.map(toActivityRow));
  await queueAllDeliveries(transaction, activities, integrationsOf);
}
