import { z } from 'zod';
import { authorizations } from './authorization.ts';
import { dependencies } from './dependencies.ts';
import { mounts } from './mount.ts';
import { relationships } from './relationship.ts';
import { containerProfile, deprecatedResources, timezone, variables } from './text.ts';

const stackItem = z.union([z.string(), z.record(z.string(), z.unknown())], {
  error: 'Must be a package such as `python@3.14`, or a mapping of one to its settings.',
});

const stack = z
  .union([z.string(), z.array(stackItem), z.record(z.string(), z.unknown())], {
    error: 'Must be a package, a list of packages, or a mapping of packages to settings.',
  })
  .nullish()
  .describe(
    'What a composable image has: runtimes such as `python@3.14`, the first of which the container is made from; and packages such as `imagemagick`, which are not installed.',
  );

const runtime = z
  .looseObject({
    sandbox: z
      .boolean()
      .nullish()
      .describe(
        'Lets the container make user namespaces, so that bubblewrap works in it. The operator may forbid it (`containers.sandbox`). An addition of Errand.',
      ),
    extensions: z.array(z.unknown()).nullish().describe('PHP extensions to enable.'),
    disabled_extensions: z.array(z.unknown()).nullish().describe('PHP extensions to disable.'),
    request_terminate_timeout: z.int().nullish().describe('Seconds after which PHP-FPM ends a request.'),
    sizing_hints: z
      .strictObject({
        request_memory: z.int().min(10).nullish().describe('MB a request takes on average.'),
        reserved_memory: z.int().min(70).nullish().describe('MB kept free.'),
      })
      .nullish()
      .describe('What the number of PHP-FPM workers is worked out from.'),
    xdebug: z.looseObject({ idekey: z.string().nullish() }).nullish().describe('Xdebug settings.'),
  })
  .nullish()
  .describe('Settings of the language runtime.');

/** The keys that applications and tasks have in common. */
export const workloadKeys = {
  type: z
    .string()
    .nullish()
    .describe(
      'Image the container is made from, `runtime:version`, such as `nodejs:24`. Needed unless there is a `stack`.',
    ),
  stack,
  relationships,
  mounts,
  variables,
  authorizations,
  dependencies,
  runtime,
  container_profile: containerProfile,
  additional_hosts: z
    .record(z.string(), z.string())
    .nullish()
    .describe('Host names and their IP addresses, added to the container’s hosts file.'),
  timezone,
  resources: deprecatedResources,
};

export const sourceRoot = z
  .string()
  .nullish()
  .describe('Folder of the repository that holds the code; the repository itself when left out.');

/** For the JSON Schema; `check/image-type.ts` says it to people. */
export const typeOrStack = { anyOf: [{ required: ['type'] }, { required: ['stack'] }] };
