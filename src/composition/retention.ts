import { join } from 'node:path';
import { logShelf } from '../activity/log/log-shelf.ts';
import type { EventLog } from '../observe/event-log.ts';
import { folderShelf } from '../retention/folder-shelf.ts';
import { openRetentionRoom, type RetentionRoom } from '../retention/retention-room.ts';
import { deleteEndedDeliveries } from '../store/deliveries/delete-ended-deliveries.ts';
import type { Store } from '../store/store.ts';
import type { Settings } from './settings/settings.ts';

const everyMilliseconds = 3_600_000;
const dayMilliseconds = 86_400_000;
const deliveriesAtOnce = 500;

export function openRetention(
  { home, retention }: Pick<Settings, 'home' | 'retention'>,
  { db }: Store,
): RetentionRoom {
  return openRetentionRoom(db, retention.limits, {
    log: logShelf(join(home, 'logs')),
    artifacts: folderShelf(join(home, 'artifacts')),
  });
}

async function pruneAll(
  room: RetentionRoom,
  { db }: Store,
  deliveryDays: number,
  log: EventLog,
  isOver: () => boolean,
): Promise<void> {
  for (const project of await room.projects()) {
    if (isOver()) return;
    const pruned = await room.prune(project, false);
    if (pruned.activities + pruned.logs.count + pruned.artifacts.count > 0) {
      log.info({ project, ...pruned }, 'what need not be kept any more was removed');
    }
  }
  const before = new Date(Date.now() - deliveryDays * dayMilliseconds);
  while (!isOver() && (await deleteEndedDeliveries(db, before, deliveriesAtOnce)) > 0);
}

/** Removes what need not be kept any more, now and every hour, until `stack` closes. */
export function keepPruning(
  room: RetentionRoom,
  { retention }: Pick<Settings, 'retention'>,
  store: Store,
  log: EventLog,
  stack: AsyncDisposableStack,
): void {
  let isOver = false;
  let last = Promise.resolve();
  const once = () => {
    last = last
      .then(() => pruneAll(room, store, retention.deliveryDays, log, () => isOver))
      .catch((error: unknown) => log.error({ error }, 'what need not be kept any more could not be removed'));
  };
  once();
  const timer = setInterval(once, everyMilliseconds).unref();
  stack.defer(async () => {
    isOver = true;
    clearInterval(timer);
    await last;
  });
}
