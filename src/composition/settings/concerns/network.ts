import { z } from 'zod';

/** Where containers have their addresses. */
export const network = z
  .strictObject({
    addresses: z
      .string()
      .regex(/^\d{1,3}\.\d{1,3}\.0\.0\/16$/, 'Must be a private /16 such as 10.213.0.0/16.')
      .default('10.213.0.0/16')
      .meta({
        description: 'Addresses of containers, a private /16; an environment has a /24 of it.',
        environment: 'ERRAND_NETWORK',
      }),
  })
  .prefault({})
  .describe('The network of containers.')
  .transform(({ addresses }) => ({ addressPool: addresses }));
