import { z } from 'zod';
import { oneOf, wholeNumber } from '../key.ts';

const limit = wholeNumber(1, 10_000);

const environmentLimits = z.strictObject({
  runs_at_once: limit.optional(),
  tasks: z.record(z.string().min(1), limit).optional(),
});

/** How runs wait, begin and end. */
export const queue = z
  .strictObject({
    runs_at_once: wholeNumber(1, 10_000).default(3).meta({
      description: 'Runs of one environment that execute at once.',
      environment: 'ERRAND_RUNS_AT_ONCE',
    }),
    ready_per_task: wholeNumber(0, 100).default(2).meta({
      description:
        'Containers made ahead of time for each task; each waits with about 2 MiB. 0 makes each when its run begins.',
      environment: 'ERRAND_READY_PER_TASK',
    }),
    environments: z
      .record(
        z.string().regex(/^[^/]+\/.+$/, 'Must be a project and an environment: `shop/main`.'),
        environmentLimits,
      )
      .default({})
      .describe(
        'Limits of their own: `shop/main: {runs_at_once: 5, tasks: {report: 1}}`. What the API sets wins.',
      ),
    longest_chain: wholeNumber(1, 1000).default(10).meta({
      description:
        'How many runs may trigger one another in a row, so that a task that triggers itself comes to an end.',
      environment: 'ERRAND_LONGEST_CHAIN',
    }),
    on_stop: oneOf(['cancel', 'keep']).default('cancel').meta({
      description:
        'What a stop of the server does to runs that execute: end them, or `keep` them going for the next start.',
      environment: 'ERRAND_ON_STOP',
    }),
    grace_seconds: wholeNumber(1, 3600).default(10).meta({
      description: 'Between a run’s SIGTERM and its SIGKILL.',
      environment: 'ERRAND_GRACE_SECONDS',
    }),
  })
  .prefault({})
  .describe('The queue of runs.')
  .transform(({ runs_at_once, ready_per_task, environments, longest_chain, on_stop, grace_seconds }) => ({
    runsAtOnce: runs_at_once,
    readyPerTask: ready_per_task,
    /** `project/environment` → its own limits. */
    limits: Object.fromEntries(
      Object.entries(environments).map(([place, { runs_at_once: runsAtOnce, tasks }]) => [
        place,
        { runsAtOnce, tasks },
      ]),
    ),
    longestChain: longest_chain,
    onStop: on_stop,
    graceMilliseconds: grace_seconds * 1000,
  }));
