import { z } from 'zod';
import type { ReadOptions } from '../../activity/log/follow-log.ts';

const whole = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number from 0')
  .transform(Number);

/** Parameters of a log; any other is refused, as the original does (wire.md 3.4). */
export const logQuery = z.strictObject({
  start_at: whole.optional().describe('Id of the first entry wanted; 0 by default'),
  max_items: whole.optional().describe('Most entries to give; 0, the default, for no limit'),
  max_delay: z
    .string()
    .regex(/^(-1|\d{1,9}(\.\d+)?)$/, 'expected seconds from 0, or -1')
    .transform(Number)
    .optional()
    .describe(
      'Seconds to wait for more; 0 and -1 answer at once. Without it the answer goes on until the log is sealed',
    ),
});

/** What the log is asked for. `-1` means the same as 0 (T16). */
export function readOptionsOf(query: z.output<typeof logQuery>): Omit<ReadOptions, 'signal'> {
  return {
    startAt: query.start_at,
    maxItems: query.max_items,
    maxDelaySeconds: query.max_delay === undefined ? undefined : Math.max(0, query.max_delay),
  };
}
