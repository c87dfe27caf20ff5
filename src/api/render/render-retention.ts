import type { KeepLimit } from '../../retention/limits.ts';
import type { Pruned } from '../../retention/retention.ts';
import type { RetentionView } from '../../retention/retention-room.ts';
import { renderMaybeInstant } from './instant.ts';

const mebibyte = 1024 * 1024;

const renderLimit = ({ days, count, bytes }: KeepLimit) => ({
  days: days ?? 0,
  count: count ?? 0,
  mib: bytes === null ? 0 : Math.round(bytes / mebibyte),
});

export function renderRetention({ limits, choice, removedActivities, removedAt }: RetentionView) {
  const { mib: _, ...activities } = renderLimit(limits.activities);
  return {
    activities,
    logs: renderLimit(limits.logs),
    artifacts: renderLimit(limits.artifacts),
    chosen: Object.keys(choice),
    removed: { activities: removedActivities, last_at: renderMaybeInstant(removedAt) },
  };
}

export function renderPruned({ activities, logs, artifacts }: Pruned, dryRun: boolean) {
  return { dry_run: dryRun, activities: { count: activities }, logs, artifacts };
}
