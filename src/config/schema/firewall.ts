import { z } from 'zod';

export const firewall = z
  .strictObject({
    outbound: z
      .array(
        z.strictObject({
          protocol: z.string().nullish().describe('`tcp` when left out.'),
          ips: z.array(z.string()).nullish().describe('Address ranges, such as `10.0.0.0/8`.'),
          domains: z.array(z.string()).nullish().describe('Host names.'),
          ports: z.array(z.int().min(1).max(65_535)).nullish().describe('Ports; all when left out.'),
        }),
      )
      .nullish()
      .describe('What the container may connect to.'),
  })
  .nullish()
  .describe('Limits on what the container reaches outside.');
