import { z } from 'zod';

/** A text with something in it besides white space. */
export const filledText = z.string().regex(/\S/, 'Must not be empty.');

/** `env:` and other groups, each a mapping of names to values of any kind. */
export const variables = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .nullish()
  .describe(
    'Variables that may sit in version control. `env:` holds environment variables; other groups show in ' +
      '`PLATFORM_VARIABLES` as `group:name`. A value that is not text is given as JSON.',
  );

export const timezone = z
  .string()
  .nullish()
  .describe('Time zone of the container, such as `Europe/Paris`; UTC when left out.');

export const access = z
  .record(z.string(), z.string())
  .nullish()
  .describe('Who may open a shell: `ssh: viewer`, `contributor` or `admin`.');

export const containerProfile = z
  .enum(['HIGH_CPU', 'BALANCED', 'HIGH_MEMORY', 'HIGHER_MEMORY'])
  .nullish()
  .describe('How much memory comes with a CPU.');

export const hook = (when: string) => z.string().nullish().describe(when);

export const deprecatedResources = z
  .strictObject({ base_memory: z.int().nullish(), memory_ratio: z.int().nullish() })
  .nullish()
  .meta({ deprecated: true, description: 'No longer used: set resources through the API.' });

export const deprecatedSize = z
  .string()
  .nullish()
  .meta({ deprecated: true, description: 'No longer used: set resources through the API.' });
