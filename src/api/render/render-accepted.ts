import type { Activity } from '../../activity/activity.ts';
import { type ActivityExtras, renderActivity } from './render-activity.ts';

/**
 * What an answer to something that has begun says: 201 where a POST began it, 200 for other methods. A trigger and an upload are
 * answered with 202, and nothing else: the JavaScript client does not read an answer with 202.
 */
export type StartedCode = 200 | 201 | 202;

/** The answer to what has begun: clients read the activity's id, and the way to its log, from the first one (T13). */
export function renderStarted(
  activity: Activity,
  extras: ActivityExtras,
  code: StartedCode,
  warnings: readonly string[] = [],
) {
  const said = warnings.length === 0 ? {} : { warnings };
  return {
    status: code === 200 ? 'ok' : 'created',
    code,
    ...said,
    _embedded: { activities: [renderActivity(activity, extras)] },
  };
}

/** The answer to a wish that may or may not come true: read the activity again. */
export const accepted = { status: 'accepted', code: 202 } as const;
