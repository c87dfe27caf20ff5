import { z } from 'zod';

const limit = z
  .int()
  .min(1)
  .max(10_000)
  .nullable()
  .describe('Runs that execute at once; null for what the server says');

/** A change to the limits of an environment's queue. */
export const queueBody = z.strictObject({
  runs_at_once: limit.optional(),
  tasks: z.record(z.string().min(1).max(255), limit).optional().describe('Task → its own limit'),
});
