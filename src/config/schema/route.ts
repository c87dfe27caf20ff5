import { z } from 'zod';
import { redirectCodes } from '../redirect-codes.ts';

const expires = z
  .union([z.int(), z.string()], { error: 'Must be seconds, or a time such as `3600s` or `1d`.' })
  .nullish()
  .describe('How long clients may keep the redirect.');

const redirectPath = z.strictObject({
  to: z.string().describe('URL to send the client to.'),
  regexp: z.boolean().nullish().describe('Whether the path is a regular expression.'),
  prefix: z.boolean().nullish().describe('Whether paths below it are redirected too.'),
  append_suffix: z.boolean().nullish().describe('Whether the rest of the path is added to the target.'),
  code: z
    .literal(redirectCodes, { error: 'Must be 301, 302, 307 or 308.' })
    .nullish()
    .describe('HTTP status: 301, 302, 307 or 308; 302 when left out.'),
  expires,
});

const tls = z
  .strictObject({
    strict_transport_security: z
      .strictObject({
        enabled: z.boolean().nullish(),
        include_subdomains: z.boolean().nullish(),
        preload: z.boolean().nullish(),
      })
      .nullish()
      .describe('The Strict-Transport-Security header.'),
    min_version: z
      .enum(['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])
      .nullish()
      .describe('Oldest TLS version taken.'),
    client_authentication: z
      .enum(['request', 'require'])
      .nullish()
      .describe('Whether clients show a certificate.'),
    client_certificate_authorities: z.array(z.string()).nullish().describe('Who may have issued it.'),
  })
  .nullish()
  .describe('TLS settings.');

const cache = z
  .strictObject({
    enabled: z.boolean().describe('Whether answers are kept.'),
    default_ttl: z.int().nullish().describe('Seconds a file is kept when its answer does not say.'),
    cookies: z.array(z.string()).nullish().describe('Cookies that make answers differ.'),
    headers: z.array(z.string()).nullish().describe('Headers that make answers differ.'),
  })
  .nullish()
  .describe('The HTTP cache.');

export const route = z
  .strictObject({
    type: z.enum(['upstream', 'redirect']).nullish().describe('`upstream` when left out.'),
    upstream: z.string().nullish().describe('The application that answers, `name:http`.'),
    to: z.string().nullish().describe('Where a redirect leads.'),
    primary: z.boolean().nullish().describe('Whether this is the environment’s main URL.'),
    id: z.string().nullish().describe('Name by which code finds the route in `PLATFORM_ROUTES`.'),
    attributes: z.record(z.string(), z.string()).nullish().describe('Anything; shown in `PLATFORM_ROUTES`.'),
    redirects: z
      .strictObject({
        paths: z.record(z.string(), redirectPath).describe('Paths and where they lead.'),
        expires,
      })
      .nullish()
      .describe('Redirects of single paths.'),
    tls,
    cache,
    ssi: z
      .strictObject({ enabled: z.boolean().describe('Whether includes are filled in.') })
      .nullish()
      .describe('Server-side includes.'),
  })
  .describe('What happens to requests for a URL.');

export type RouteInput = z.output<typeof route>;
