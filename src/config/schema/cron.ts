import { z } from 'zod';
import { filledText } from './text.ts';

export const cron = z
  .strictObject({
    spec: filledText.describe(
      'When: five fields; `H` stands for a value of the platform’s choice that stays.',
    ),
    commands: z
      .strictObject({
        start: filledText.describe('Shell line that is run to completion.'),
        stop: z.string().nullish().describe('Run to end it early; SIGTERM when left out.'),
      })
      .nullish()
      .describe('What is run.'),
    shutdown_timeout: z.int().min(0).default(10).describe('Seconds between asking it to end and SIGKILL.'),
    timeout: z.int().min(1).max(86_400).default(86_400).describe('Seconds after which it is ended.'),
    cmd: z.string().nullish().meta({ deprecated: true, description: 'Use `commands.start`.' }),
  })
  .describe('A command run on a schedule in the application’s container.');
