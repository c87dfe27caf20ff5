import { z } from 'zod';
import { firewall } from './firewall.ts';
import { relationships } from './relationship.ts';
import { containerProfile, deprecatedResources, deprecatedSize } from './text.ts';

export const service = z
  .strictObject({
    type: z.string().describe('`service:version`, such as `postgresql:18`.'),
    configuration: z
      .record(z.string(), z.unknown())
      .nullish()
      .describe('Settings of the service, such as its endpoints.'),
    relationships,
    firewall,
    container_profile: containerProfile,
    size: deprecatedSize,
    resources: deprecatedResources,
    access: z
      .record(z.string(), z.unknown())
      .nullish()
      .meta({ deprecated: true, description: 'No longer used.' }),
  })
  .describe('A database, cache, queue or the like.');

export type ServiceInput = z.output<typeof service>;
