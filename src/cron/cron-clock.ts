import { nextCronTime } from '../config/cron-schedule.ts';
import type { EventLog } from '../observe/event-log.ts';
import type { CronJob } from './cron-job.ts';

/** Says when crons are due: one timer, and a moment that was missed is not made up for. */
export interface CronClock {
  /** Replaces the crons of an environment; none ends it. */
  set(environment: string, jobs: readonly CronJob[]): void;
  close(): void;
}

interface Entry {
  readonly job: CronJob;
  readonly at: Date;
}

/** A machine's clock may be set, or stand still while it sleeps: that is noticed within this time. */
const longestWaitMilliseconds = 2000;

export function openCronClock(onDue: (job: CronJob, at: Date) => void, log: EventLog): CronClock {
  const entries = new Map<string, readonly Entry[]>();
  let timer: NodeJS.Timeout | undefined;

  const entryOf = (job: CronJob, after: Date): readonly Entry[] => {
    try {
      const at = nextCronTime(job.definition.spec, job.seed, job.timezone, after);
      return at === null ? [] : [{ job, at }];
    } catch (error) {
      log.error({ cron: job.seed, error }, 'the next time of a cron could not be worked out');
      return [];
    }
  };
  const arm = () => {
    clearTimeout(timer);
    const times = [...entries.values()].flat().map(({ at }) => at.getTime());
    if (times.length === 0) return;
    const wait = Math.min(...times) - Date.now();
    timer = setTimeout(tick, Math.min(longestWaitMilliseconds, Math.max(0, wait)));
    timer.unref();
  };
  const tick = () => {
    const now = new Date();
    for (const [environment, listed] of entries) {
      const due = listed.filter(({ at }) => at <= now);
      if (due.length === 0) continue;
      const renewed = listed.flatMap((entry) => (entry.at <= now ? entryOf(entry.job, now) : [entry]));
      entries.set(environment, renewed);
      for (const { job, at } of due) onDue(job, at);
    }
    arm();
  };
  return {
    set(environment, jobs) {
      const now = new Date();
      if (jobs.length === 0) entries.delete(environment);
      else
        entries.set(
          environment,
          jobs.flatMap((job) => entryOf(job, now)),
        );
      arm();
    },
    close() {
      entries.clear();
      clearTimeout(timer);
    },
  };
}
