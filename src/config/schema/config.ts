import { z } from 'zod';
import { application } from './application.ts';
import { route } from './route.ts';
import { service } from './service.ts';
import { task } from './task.ts';

/**
 * The language of `.upsun/*.yaml`: the one source for checking, for the JSON Schema and for docs/reference/config.md.
 * What concerns more than one key is in `check/`.
 */
export const config = z
  .strictObject({
    applications: z.record(z.string(), application).describe('What is always on; at least one.'),
    services: z.record(z.string(), service).nullish().describe('Databases, caches and the like.'),
    tasks: z.record(z.string(), task).nullish().describe('What is run on demand.'),
    routes: z
      .record(z.string(), route)
      .nullish()
      .describe('URLs, such as `https://{default}/`, and who answers them.'),
  })
  .meta({
    title: 'Configuration of a project',
    description:
      'The files `.upsun/*.yaml`, joined. Keys that begin with a dot hold anchors and mean nothing.',
    patternProperties: { '^\\.': {} },
  });

export type ConfigInput = z.output<typeof config>;
