import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { wholeNumber } from '../key.ts';

const domainName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

function isRange(text: string): boolean {
  const [address = '', bits] = text.split('/', 2);
  const most = isIP(address) === 6 ? 128 : 32;
  return isIP(address) !== 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most));
}

const range = z
  .string()
  .refine(isRange, 'Must be an address such as 10.0.0.1, or a range such as 10.0.0.0/8.');

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const each of ranges) {
    const [address = '', bits] = each.split('/', 2);
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** How environments are reached. */
export const router = z
  .strictObject({
    domain: z
      .string()
      .regex(domainName, 'Must be a domain in lower case, such as apps.example.com.')
      .default('localhost')
      .describe(
        'Every environment has a name below it: `<environment>--<project>.<domain>`. Its DNS entry is `*.<domain>`.',
      ),
    trusted_proxies: z
      .array(range)
      .default([])
      .describe(
        'Addresses of proxies before this server whose `X-Forwarded-For`, `-Proto` and `-Host` are believed. All other visitors’ are replaced.',
      ),
    body_mib: wholeNumber(1, 1_048_576)
      .default(2048)
      .describe(
        'Size of all bodies of unknown length at once that are taken in whole, in `bodies` of the home, before an application gets them; half of it is for one project at most (503 beyond).',
      ),
  })
  .prefault({})
  .describe('Host names and the way to applications.')
  .transform(({ domain, trusted_proxies, body_mib }) => ({
    domain,
    trustedProxies: blockList(trusted_proxies),
    bodyBytes: body_mib * 1024 ** 2,
  }));
