import { z } from 'zod';
import { nearest } from '../config/nearest.ts';

/** Largest sum of the arguments in bytes: a shell line is one argument to Linux, which takes 128 KiB for each. */
export const largestArgumentsBytes = 64 * 1024;
export const largestPayloadBytes = 10 * 1024 * 1024;
const longestSeconds = 30 * 24 * 60 * 60;
const mostRetries = 10;

const seconds = z.number().min(0).max(longestSeconds);

interface UnknownKeys {
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
}

/** What to say of keys that are not known: the nearest one, or all there are. */
function unknownKeys(known: readonly string[], what: string) {
  return (issue: UnknownKeys): string | undefined => {
    if (issue.code !== 'unrecognized_keys') return undefined;
    const said = (issue.keys ?? []).map((key) => {
      const near = nearest(key, known);
      return near === null ? `"${key}"` : `"${key}" (did you mean "${near}"?)`;
    });
    return `${what} has no ${said.join(', ')}; it takes ${known.join(', ')}`;
  };
}

function strict<Shape extends z.ZodRawShape>(what: string, shape: Shape) {
  return z.strictObject(shape, { error: unknownKeys(Object.keys(shape), what) });
}

const backoff = strict('backoff', {
  seconds: seconds.optional().describe('Pause before the second attempt; 1 by default'),
  factor: z.number().min(1).max(10).optional().describe('Each further pause is so many times as long; 2'),
  max_seconds: seconds.optional().describe('Longest pause; 300'),
});

const attempts = z.int().min(0).max(mostRetries);
const retries = z
  .union([attempts, strict('retries', { max: attempts, backoff: backoff.optional() })], {
    error: (issue) => deepest(issue) ?? `expected a whole number up to ${mostRetries}, or {"max", "backoff"}`,
  })
  .describe('Attempts after one that did not succeed: a number, or {max, backoff}');

type Issue = z.core.$ZodIssue;

/** Of a union's refusals the one that got farthest; null where none went into the value. */
function deepest(issue: z.core.$ZodRawIssue): string | null {
  const refusals = 'errors' in issue ? (issue.errors as readonly (readonly Issue[])[]) : [];
  const inside = refusals.flat().find(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
  return inside === undefined ? null : [inside.path.join('.'), inside.message].filter(Boolean).join(': ');
}

/** The body of a trigger. The shapes of `variables` are `trigger-variables.ts`'s to read (T14). */
export const triggerSchema = strict('the body of a trigger', {
  variables: z.unknown().optional().describe('`{"env": {"NAME": "value"}}` or `{"NAME": "value"}`'),
  sensitive_variables: z
    .unknown()
    .optional()
    .describe('The same shapes; these are sealed, never shown and masked in logs'),
  timeout: z.int().min(1).max(86_400).nullish().describe('Seconds; instead of the task’s `run.timeout`'),
  priority: z.int().min(-100).max(100).nullish().describe('The greater one begins first; 0 by default'),
  retries: retries.nullish(),
  delay: seconds.nullish().describe('Seconds until the run may begin'),
  args: z
    .array(z.string().refine((text) => !text.includes('\0'), 'no program takes a NUL byte'))
    .nullish()
    .describe('Words appended to the task’s command, each as it is'),
  payload: z
    .unknown()
    .optional()
    .describe('JSON up to 10 MiB, in the container as the file that ERRAND_PAYLOAD_FILE names'),
  expires: z
    .number()
    .min(1)
    .max(longestSeconds)
    .nullish()
    .describe('Seconds after which the run is over if it has not begun, counted from when it may begin'),
  on_limit: z
    .enum(['queue', 'reject'])
    .nullish()
    .describe('What to do where it cannot begin at once: wait, or answer 429; `queue` by default'),
});

export type TriggerBody = z.output<typeof triggerSchema>;

/** As clients send it: PHP writes an empty object as `[]`, and no body is an empty one. */
export const triggerBody = z
  .union([triggerSchema, z.array(z.never())], {
    error: (issue) => refusal(issue) ?? 'expected a JSON object such as {"variables": {"NAME": "value"}}',
  })
  .nullish();

/** What the schema of an object said, with the place of each fault. */
function refusal(issue: z.core.$ZodRawIssue): string | null {
  const [ofObject = []] = 'errors' in issue ? (issue.errors as readonly (readonly Issue[])[]) : [];
  const isObject = typeof issue.input === 'object' && !Array.isArray(issue.input);
  if (!isObject || ofObject.length === 0) return null;
  return ofObject
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
