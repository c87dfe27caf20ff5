import type { Activity } from '../../activity/activity.ts';
import { type ActivityExtras, renderActivity } from './render-activity.ts';

/** The answer to what has begun: clients read the activity's id, and the way to its log, from the first one (T13). */
export function renderStarted(activity: Activity, extras: ActivityExtras, warnings: readonly string[] = []) {
  const said = warnings.length === 0 ? {} : { warnings };
  return {
    status: 'created',
    code: 202,
    ...said,
    _embedded: { activities: [renderActivity(activity, extras)] },
  };
}

/** The answer to a wish that may or may not come true: read the activity again. */
export const accepted = { status: 'accepted', code: 202 } as const;
