/** What a trigger asked for beside its variables; kept with the run. */
export interface RunOptions {
  /** Null: what the task's configuration says. */
  readonly timeoutSeconds: number | null;
  readonly retries: RetryPolicy;
  /** Appended to the task's command, each as one word. */
  readonly args: readonly string[];
  /** A JSON document in a file of its own. */
  readonly payload: RunPayload | null;
}

export interface RetryPolicy {
  /** Attempts after the first; 0: the command begins at most once. */
  readonly max: number;
  /** Pause before the second attempt; each further one is `factor` times as long, up to `longestSeconds`. */
  readonly firstSeconds: number;
  readonly factor: number;
  readonly longestSeconds: number;
}

export interface RunPayload {
  readonly bytes: number;
  readonly sha256: string;
}

export const noRetries: RetryPolicy = { max: 0, firstSeconds: 1, factor: 2, longestSeconds: 300 };

export const defaultRunOptions: RunOptions = {
  timeoutSeconds: null,
  retries: noRetries,
  args: [],
  payload: null,
};

/** Seconds to wait after the attempt with this number, 1 being the first. */
export function retryPauseSeconds(policy: RetryPolicy, attempt: number): number {
  return Math.min(policy.longestSeconds, policy.firstSeconds * policy.factor ** (attempt - 1));
}
