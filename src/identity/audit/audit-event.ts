/** One thing that somebody changed, or was not allowed to do. No field ever holds a secret. */
export interface AuditEvent {
  readonly at: Date;
  /** Null: nobody said who they are. */
  readonly actor: AuditActor | null;
  /** IP address the request came from; null where it came from the server itself. */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** From the table of operations, or `sign-in`, `token:exchange`, `key:rotate`. */
  readonly operation: string;
  /** What it was done to: `project`, `environment`, `task`, `user`, `client` and further ids of the path. */
  readonly target: Readonly<Record<string, string>>;
  readonly result: 'done' | 'failed' | 'denied';
  /** HTTP status of the answer; null where there was none. */
  readonly status: number | null;
  /** Why it was denied or failed: a code of the catalogue. */
  readonly reason: string | null;
  /** How many alike this stands for: refusals that repeat are counted, not listed. */
  readonly count: number;
}

export interface AuditActor {
  readonly kind: 'user' | 'workload' | 'system';
  readonly id: string;
  readonly name: string;
}

/** Where such things are written down. */
export interface AuditTrail {
  /** Returns at once; it is written within a quarter of a second. */
  record(event: AuditEvent): void;
}
