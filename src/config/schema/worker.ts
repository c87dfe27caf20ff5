import { z } from 'zod';
import { authorizations } from './authorization.ts';
import { firewall } from './firewall.ts';
import { mounts } from './mount.ts';
import { relationships } from './relationship.ts';
import {
  access,
  containerProfile,
  deprecatedResources,
  deprecatedSize,
  filledText,
  timezone,
  variables,
} from './text.ts';
import { commands } from './web.ts';

export const worker = z
  .strictObject({
    commands: z
      .strictObject({ ...commands, start: filledText.describe('Keeps running; started again when it ends.') })
      .describe('How the worker is started.'),
    variables,
    mounts,
    relationships,
    timezone,
    access,
    firewall,
    container_profile: containerProfile,
    authorizations,
    size: deprecatedSize,
    resources: deprecatedResources,
  })
  .describe('A copy of the application that runs another command and answers no HTTP.');

export type WorkerInput = z.output<typeof worker>;
