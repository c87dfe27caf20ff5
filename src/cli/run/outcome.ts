import type { ActivityDocument } from '../client/documents.ts';
import { sayDuration } from '../output/duration.ts';

/** The `payload.outcome` of a run's activity: the tag of `src/task/outcome.ts` and what belongs to it. */
export interface RunOutcome {
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Null when the server says no more than the result. */
export function readOutcome(activity: ActivityDocument): RunOutcome | null {
  const outcome = activity.payload?.outcome;
  if (typeof outcome !== 'object' || outcome === null || !('kind' in outcome)) return null;
  return { kind: String(outcome.kind), fields: { ...outcome } };
}

/** The command's own exit status, or null when it never had one. */
export function commandExitCode(activity: ActivityDocument): number | null {
  const code = activity.commands?.[0]?.exit_code;
  return typeof code === 'number' ? code : null;
}

/** One sentence on how a run ended. */
export function sayOutcome(activity: ActivityDocument): string {
  const outcome = readOutcome(activity);
  const code = commandExitCode(activity);
  switch (outcome?.kind) {
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      return code === null ? 'failed' : `failed with exit status ${code}`;
    case 'out_of_memory':
      return `ran out of memory${sayLimit(outcome.fields)}`;
    case 'timed_out':
      return `timed out${sayTimeout(outcome.fields)}`;
    case 'cancelled':
      return `was cancelled${sayActor(outcome.fields)}`;
    case 'deployed_over':
      return `was ended by a deployment${sayActor(outcome.fields)}; trigger it again`;
    case 'expired':
      return 'expired: it could not begin in time';
    case 'lost':
      return `was lost${sayReason(outcome.fields.reason)}`;
    case 'start_failed':
      return `could not be started${sayReason(outcome.fields.message)}`;
    default:
      return activity.state === 'cancelled' ? 'was cancelled' : `ended: ${activity.result ?? activity.state}`;
  }
}

function sayLimit(fields: RunOutcome['fields']): string {
  const limit = fields.limitMiB ?? fields.limit_mib;
  return typeof limit === 'number' ? ` (limit ${limit} MiB)` : '';
}

function sayTimeout(fields: RunOutcome['fields']): string {
  const seconds = fields.timeoutSeconds ?? fields.timeout_seconds;
  return typeof seconds === 'number' ? ` after ${sayDuration(seconds)}` : '';
}

function sayActor({ by }: RunOutcome['fields']): string {
  const known = typeof by === 'object' && by !== null && 'name' in by && typeof by.name === 'string';
  return known ? ` by ${by.name}` : '';
}

function sayReason(reason: unknown): string {
  return typeof reason === 'string' ? `: ${reason}` : '';
}
