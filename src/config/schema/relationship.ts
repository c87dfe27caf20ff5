import { z } from 'zod';

export const relationship = z
  .union(
    [
      z.string(),
      z.null(),
      z.strictObject({
        service: z
          .string()
          .nullish()
          .describe('Name of a service or an application; the relationship’s name when left out.'),
        endpoint: z.string().nullish().describe('Its endpoint; a service’s default one when left out.'),
      }),
    ],
    { error: 'Must be `name:endpoint`, a mapping with `service` and `endpoint`, or empty.' },
  )
  .describe('`service:endpoint`; empty for the default endpoint of the service of the same name.');

export type RelationshipInput = z.output<typeof relationship>;

export const relationships = z
  .record(z.string(), relationship)
  .nullish()
  .describe('Services and applications that the container reaches, by the name under which it sees them.');
