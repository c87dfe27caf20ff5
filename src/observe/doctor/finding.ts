/** One thing that `errand doctor` looked at. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem';
  readonly found: string;
  /** How to put it right, or null where nothing is wrong or nothing can be done. */
  readonly mend: string | null;
}
