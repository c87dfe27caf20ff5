import type { Activity } from './activity.ts';
import { newActivityId } from './activity-id.ts';

/** What an activity is of, who asked, and in one sentence what is done. */
export type ActivityAbout = Pick<
  Activity,
  'type' | 'project' | 'environment' | 'actor' | 'text' | 'parameters'
>;

/** An activity that is about to be. */
export function pendingActivity(about: ActivityAbout): Activity {
  const now = new Date();
  return {
    ...about,
    id: newActivityId(),
    state: 'pending',
    result: null,
    failureReason: null,
    payload: {},
    commands: [],
    timings: {},
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
  };
}
