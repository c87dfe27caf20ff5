import { z } from 'zod';
import { filledText, hook } from './text.ts';
import { sourceRoot, typeOrStack, workloadKeys } from './workload.ts';

export const task = z
  .strictObject({
    ...workloadKeys,
    source: z.strictObject({ root: sourceRoot }).nullish().describe('Where the task’s code is.'),
    hooks: z
      .strictObject({
        build: hook('Run once, when the environment is built; every run starts from its result.'),
        deploy: hook('Run in the container before `run.command`.'),
      })
      .nullish()
      .describe('Scripts around a run.'),
    run: z
      .strictObject({
        command: filledText.describe('Shell line that is run to completion.'),
        timeout: z
          .int()
          .min(1)
          .max(86_400)
          .default(3600)
          .describe('Seconds after which the run is stopped: SIGTERM first, then SIGKILL.'),
        shutdown_timeout: z
          .int()
          .min(1)
          .max(3600)
          .nullish()
          .describe('Seconds between SIGTERM and SIGKILL; the server’s own by default. Errand’s own key.'),
        on_deploy: z
          .enum(['cancel', 'drain', 'finish'])
          .default('cancel')
          .describe(
            'What a deploy does to a run: end it, wait for its end first, or let it go on as it was. Errand’s own key.',
          ),
        drain_timeout: z
          .int()
          .min(1)
          .max(86_400)
          .default(600)
          .describe('Seconds that a deploy waits with `on_deploy: drain`. Errand’s own key.'),
      })
      .describe('What a run does.'),
    base: z.string().nullish().describe('Name of a built-in task of the hosted product. Not available here.'),
  })
  .meta({ description: 'A workload that is run on demand, to completion.', ...typeOrStack });

export type TaskInput = z.output<typeof task>;
