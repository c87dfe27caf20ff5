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
/** A clock that goes back by less repeats no moment, as with cron(8); by more, it was wrong before. */
const mostRepeatedMilliseconds = 3 * 3_600_000;

export function openCronClock(onDue: (job: CronJob, at: Date) => void, log: EventLog): CronClock {
  return new TimerClock(onDue, log);
}

class TimerClock implements CronClock {
  readonly #onDue: (job: CronJob, at: Date) => void;
  readonly #log: EventLog;
  readonly #entries = new Map<string, readonly Entry[]>();
  #timer: NodeJS.Timeout | undefined;
  /** What the clock showed last; milliseconds. */
  #seen = 0;

  constructor(onDue: (job: CronJob, at: Date) => void, log: EventLog) {
    this.#onDue = onDue;
    this.#log = log;
  }

  set(environment: string, jobs: readonly CronJob[]): void {
    if (jobs.length === 0) this.#entries.delete(environment);
    else this.#renew(environment, jobs, new Date());
    this.#arm();
  }

  close(): void {
    this.#entries.clear();
    clearTimeout(this.#timer);
  }

  #renew(environment: string, jobs: readonly CronJob[], now: Date): void {
    const entries = jobs.flatMap((job) => this.#entryOf(job, now));
    this.#entries.set(environment, entries);
  }

  #entryOf(job: CronJob, after: Date): readonly Entry[] {
    try {
      const at = nextCronTime(job.definition.spec, job.seed, job.timezone, after);
      return at === null ? [] : [{ job, at }];
    } catch (error) {
      this.#log.error({ cron: job.seed, error }, 'the next time of a cron could not be worked out');
      return [];
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const times = [...this.#entries.values()].flat().map(({ at }) => at.getTime());
    if (times.length === 0) return;
    const wait = Math.min(...times) - Date.now();
    this.#timer = setTimeout(() => this.#tick(), Math.min(longestWaitMilliseconds, Math.max(0, wait)));
    this.#timer.unref();
  }

  #tick(): void {
    const now = new Date();
    const wasWrong = now.getTime() < this.#seen - mostRepeatedMilliseconds;
    this.#seen = now.getTime();
    for (const [environment, listed] of this.#entries) {
      const due = listed.filter(({ at }) => at <= now);
      if (wasWrong) {
        const jobs = listed.map(({ job }) => job);
        this.#renew(environment, jobs, now);
      } else if (due.length > 0) {
        const renewed = listed.flatMap((entry) =>
          entry.at <= now ? this.#entryOf(entry.job, now) : [entry],
        );
        this.#entries.set(environment, renewed);
      }
      for (const { job, at } of due) this.#onDue(job, at);
    }
    this.#arm();
  }
}
