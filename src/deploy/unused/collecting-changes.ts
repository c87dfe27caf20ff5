import type { ChangeQueue } from '../change-queue.ts';
import type { Collector } from './collector.ts';

/** Changes of environments, after each of which images and slugs that nobody uses any more are looked for. */
export function collectingChanges(
  changes: ChangeQueue,
  collector: Pick<Collector, 'pruneSoon'>,
): ChangeQueue {
  return {
    start: (activity, work) =>
      changes.start(activity, async (context) => {
        try {
          return await work(context);
        } finally {
          collector.pruneSoon();
        }
      }),
    cancel: (activityId, by) => changes.cancel(activityId, by),
    endAll: (project, by) => changes.endAll(project, by),
    close: (by) => changes.close(by),
  };
}
