export interface RetentionTable {
  readonly project: string;
  /** JSON of a `RetentionChoice`. */
  readonly choice: string;
  readonly removed_activities: number;
  readonly removed_at_ms: number | null;
}
