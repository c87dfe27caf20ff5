export type Severity = 'error' | 'warning';

/** What is wrong, for programs. The message says it for people. */
export type ProblemCode =
  | 'syntax'
  | 'too_large'
  | 'too_deep'
  | 'unreadable'
  | 'duplicate_key'
  | 'duplicate_name'
  | 'bad_name'
  | 'unknown_key'
  | 'misplaced_key'
  | 'missing_key'
  | 'wrong_type'
  | 'wrong_value'
  | 'unknown_type'
  | 'missing_version'
  | 'no_application'
  | 'unknown_name'
  | 'missing_endpoint'
  | 'unknown_endpoint'
  | 'relationship_to_task'
  | 'relationship_cycle'
  | 'mount_overlap'
  | 'path_outside'
  | 'built_in_task'
  | 'too_many_problems'
  | 'not_acted_upon'
  | 'deprecated';

/** One thing wrong with a project's configuration, with where it stands and how to mend it. */
export interface ConfigProblem {
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly file: string;
  /** Counted from 1, like `column`. */
  readonly line: number;
  readonly column: number;
  /** `tasks.report.run.timeout`; empty where the problem is of the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
  readonly excerpt: Excerpt | null;
}

/** The line a problem stands on, or a window of it where it is long. */
export interface Excerpt {
  readonly text: string;
  /** Where in `text` the problem begins, counted from 0, and how far it goes. */
  readonly caret: number;
  readonly length: number;
}
