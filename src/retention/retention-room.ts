import { changeActivity } from '../store/activities/change-activity.ts';
import { listProjects } from '../store/projects/list-projects.ts';
import { endedActivities, knownActivities } from '../store/retention/ended-activities.ts';
import { findRetention } from '../store/retention/find-retention.ts';
import { forgetActivities } from '../store/retention/forget-activities.ts';
import { countOutlived, outlivedActivities } from '../store/retention/outlived-activities.ts';
import { setRetention } from '../store/retention/set-retention.ts';
import type { Database } from '../store/store.ts';
import { limitsOf, type RetentionChoice, type RetentionLimits } from './limits.ts';
import { type Pruned, prune, type RetentionParts, type RetentionRecords } from './retention.ts';

/** What projects keep of what is over. */
export interface RetentionRoom {
  view(project: string): Promise<RetentionView>;
  choose(project: string, choice: RetentionChoice): Promise<void>;
  /** Removes what need not be kept any more, or with `dryRun` only counts it. One at a time. */
  prune(project: string, dryRun: boolean): Promise<Pruned>;
  projects(): Promise<readonly string[]>;
}

export interface RetentionView {
  readonly limits: RetentionLimits;
  readonly choice: RetentionChoice;
  readonly removedActivities: number;
  readonly removedAt: Date | null;
}

function recordsOf(db: Database, defaults: RetentionLimits): RetentionRecords {
  return {
    projects: async () => (await listProjects(db)).map(({ id }) => id),
    limits: async (project) => limitsOf(defaults, (await findRetention(db, project)).choice),
    ended: (project, ids) => endedActivities(db, project, ids),
    known: (project, ids) => knownActivities(db, project, ids),
    outlived: (project, limit, now, most) => outlivedActivities(db, project, limit, now, most),
    countOutlived: (project, limit, now) => countOutlived(db, project, limit, now),
    forget: (project, ids, now) => forgetActivities(db, project, ids, now),
    async note(activity, what, at, reason) {
      const payload = { [`${what}_removed`]: { at: at.toISOString(), reason } };
      await changeActivity(db, activity, { payload });
    },
  };
}

export function openRetentionRoom(
  db: Database,
  defaults: RetentionLimits,
  shelves: RetentionParts['shelves'],
): RetentionRoom {
  const records = recordsOf(db, defaults);
  let last: Promise<unknown> = Promise.resolve();
  return {
    projects: () => records.projects(),
    async view(project) {
      const stored = await findRetention(db, project);
      return { ...stored, limits: limitsOf(defaults, stored.choice) };
    },
    choose: (project, choice) => setRetention(db, project, choice),
    prune(project, dryRun) {
      const turn = last.then(() => prune({ records, shelves }, project, dryRun, new Date()));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
