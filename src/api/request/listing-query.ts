import { z } from 'zod';
import { type ActivityState, activityTypes } from '../../activity/activity.ts';
import type { ActivityFilter } from '../rooms.ts';
import { startInstant } from './start-instant.ts';

const defaultCount = 25;
const largestCount = 100;

const states: readonly ActivityState[] = ['pending', 'in_progress', 'complete', 'cancelled'];

/** Clients repeat a parameter to give several values. */
function repeatable<Value extends z.ZodType>(value: Value) {
  return z.union([value, z.array(value)]).optional();
}

/** Filters of a list of activities (wire.md 3.3). Parameters that are not in it are left alone. */
export const listingQuery = z.object({
  type: repeatable(z.string()).describe('Only of this type; may be repeated'),
  state: repeatable(z.enum([...states, 'scheduled', 'staged'])).describe(
    'Only in this state; may be repeated',
  ),
  result: repeatable(z.enum(['success', 'failure'])).describe('Only with this result; may be repeated'),
  starts_at: startInstant
    .optional()
    .describe(
      'Made then or before: RFC 3339 or UNIX seconds; `created_at` of the last item gives the next page',
    ),
  count: z
    .string()
    .regex(/^[1-9]\d*$/, 'expected a whole number from 1')
    .optional()
    .describe(`Most items to give: ${defaultCount} by default, at most ${largestCount}`),
});

/** The filter for the store, or null where nothing can match: a type or a state that Errand has not, or no environment to be seen. */
export function filterOf(
  query: z.output<typeof listingQuery>,
  scope: Pick<ActivityFilter, 'project' | 'environment' | 'environments'>,
): ActivityFilter | null {
  const types = known(query.type, activityTypes);
  const wanted = known(query.state, states);
  if (types?.length === 0 || wanted?.length === 0 || scope.environments?.length === 0) return null;
  return {
    ...scope,
    types,
    states: wanted,
    results: query.result === undefined ? undefined : [query.result].flat(),
    createdBefore: query.starts_at,
    limit: Math.min(Number(query.count ?? defaultCount), largestCount),
  };
}

function known<Name extends string>(
  asked: string | readonly string[] | undefined,
  names: readonly Name[],
): readonly Name[] | undefined {
  if (asked === undefined) return undefined;
  return names.filter((name) => [asked].flat().includes(name));
}
