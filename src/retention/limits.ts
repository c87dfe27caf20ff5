/** How long something is kept, and how much of it; null where that is no reason to remove it. */
export interface KeepLimit {
  readonly days: number | null;
  /** The newest so many. */
  readonly count: number | null;
  readonly bytes: number | null;
}

/** What is kept of a project's finished activities. Logs and artifacts never outlive their activity. */
export interface RetentionLimits {
  readonly activities: KeepLimit;
  readonly logs: KeepLimit;
  readonly artifacts: KeepLimit;
}

/** What a project says itself: absent, the server's limit counts. */
export type RetentionChoice = {
  readonly [Kind in keyof RetentionLimits]?: Partial<KeepLimit>;
};

export function limitsOf(defaults: RetentionLimits, choice: RetentionChoice): RetentionLimits {
  return {
    activities: { ...defaults.activities, ...choice.activities },
    logs: { ...defaults.logs, ...choice.logs },
    artifacts: { ...defaults.artifacts, ...choice.artifacts },
  };
}
