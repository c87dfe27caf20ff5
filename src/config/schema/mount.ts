import { z } from 'zod';

export const mount = z
  .strictObject({
    source: z
      .enum(['instance', 'local', 'service', 'storage', 'temporary', 'tmp'])
      .describe(
        '`instance` and `tmp` (or `temporary`) start empty; `storage` (or `local`) lasts and belongs to an ' +
          'application; `service` is a `network-storage` service.',
      ),
    source_path: z
      .string()
      .nullish()
      .describe('Folder inside the source; the mount’s path when left out, the whole source when `""`.'),
    service: z
      .string()
      .nullish()
      .describe('The service of a `service` mount; the application whose storage a `storage` mount shares.'),
  })
  .describe('One writable folder.');

export type MountInput = z.output<typeof mount>;

export const mounts = z
  .record(z.string(), mount)
  .nullish()
  .describe('Writable folders, by path below `/app`.');
