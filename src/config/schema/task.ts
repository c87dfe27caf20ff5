import { z } from 'zod';
import { filledText, hook } from './text.ts';
import { sourceRoot, workloadKeys } from './workload.ts';

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
      })
      .describe('What a run does.'),
    base: z.string().nullish().describe('Name of a built-in task of the hosted product. Not available here.'),
  })
  .describe('A workload that is run on demand, to completion.');

export type TaskInput = z.output<typeof task>;
