import { ErrandError } from '../../errors/errand-error.ts';

/** What the API answers, as far as the command line reads it (wire.md 2 to 4). The rest passes through `--json` untouched. */
export interface ProjectDocument {
  readonly id: string;
  readonly title?: string;
  readonly default_branch: string;
}

export interface EnvironmentDocument {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly status?: string;
  readonly parent?: string | null;
}

export interface TaskDocument {
  readonly name: string;
  readonly type?: string;
  readonly run?: { readonly command?: string; readonly timeout?: number };
}

export interface IntegrationDocument {
  readonly id: string;
  readonly type: string;
  readonly url?: string;
  readonly events?: readonly string[];
  readonly states?: readonly string[];
  readonly environments?: readonly string[];
  readonly excluded_environments?: readonly string[];
  readonly result?: string;
  /** Where it is made alone. */
  readonly shared_key?: string | null;
}

export interface DeliveryDocument {
  readonly id: string;
  readonly state: string;
  readonly activity: string;
  readonly activity_type: string;
  readonly activity_state: string;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at?: string | null;
  readonly due_at?: string | null;
}

export interface ServiceDocument {
  readonly name: string;
  readonly type: string;
  readonly version: string | null;
  readonly status: string;
  readonly disk: { readonly size: number; readonly used: number } | null;
}

export interface ActivityDocument {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly result: string | null;
  readonly completion_percent?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly commands?: readonly { readonly app: string; readonly type: string; readonly exit_code: number }[];
  readonly timings?: Readonly<Record<string, number>>;
  readonly environments?: readonly string[];
  readonly text?: string | null;
  readonly created_at?: string | null;
  readonly started_at?: string | null;
  readonly completed_at?: string | null;
}

/** A list as the API gives it: an array. Errors: `internal`. */
export function readList<T>(answer: unknown): readonly T[] {
  if (Array.isArray(answer)) return answer as readonly T[];
  throw new ErrandError('internal', 'The server answered something else where a list was expected.');
}

/** An object with an id or a name. Errors: `internal`. */
export function readDocument<T>(answer: unknown): T {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer as T;
  throw new ErrandError('internal', 'The server answered something else where an object was expected.');
}

interface Accepted {
  readonly warnings?: readonly string[];
  readonly _embedded?: { readonly activities?: readonly ActivityDocument[] };
}

/** What the caller should know of what was accepted. */
export function readWarnings(answer: unknown): readonly string[] {
  return readDocument<Accepted>(answer).warnings ?? [];
}

/** The activity that a 202 speaks of. Errors: `internal` when it names none. */
export function readAcceptedActivity(answer: unknown): ActivityDocument {
  const [activity] = readDocument<Accepted>(answer)._embedded?.activities ?? [];
  if (activity !== undefined) return activity;
  throw new ErrandError('internal', 'The server accepted the request but named no activity.');
}

export function isFinished(activity: ActivityDocument): boolean {
  return (
    activity.state === 'complete' || activity.state === 'cancelled' || activity.completion_percent === 100
  );
}
