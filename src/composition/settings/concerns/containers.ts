import { z } from 'zod';

/** What containers may ask for beyond the usual. */
export const containers = z
  .strictObject({
    sandbox: z
      .enum(['on', 'off'], { error: 'Must be `on` or `off`.' })
      .default('on')
      .describe(
        'Whether applications and tasks may ask for `runtime.sandbox: true`, so that bubblewrap works in their containers: they then may make user namespaces, which opens more of the kernel to them. With `off` a push that asks for it fails.',
      ),
  })
  .prefault({})
  .describe('Containers of applications and tasks.')
  .transform(({ sandbox }) => ({ sandboxAllowed: sandbox === 'on' }));
