import type { Activity } from './activity.ts';
import { type ActivityAbout, pendingActivity } from './pending-activity.ts';

/** The record of a change that was made in one go. */
export function settledActivity(about: ActivityAbout, now: Date): Activity {
  const moments = { createdAt: now, updatedAt: now, startedAt: now, completedAt: now };
  return { ...pendingActivity(about), ...moments, state: 'complete', result: 'success' };
}
