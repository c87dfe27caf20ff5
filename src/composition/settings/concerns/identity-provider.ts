import { isIP } from 'node:net';
import { z } from 'zod';

const loopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127\./.test(host);

/** What is signed by TLS alone must come over TLS; on this machine itself nobody is in between. */
const issuer = z
  .url({ protocol: /^https?$/, error: 'Must be an address such as https://accounts.example.com.' })
  .refine((url) => url.startsWith('https:') || loopback(new URL(url).hostname), 'Must begin with https://.');

const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'Must be a domain such as example.com, in lower case.')
  .refine((name) => isIP(name) === 0, 'Must be a domain, not an address.');

const claims = z.strictObject({
  username: z.string().min(1).default('preferred_username'),
  email: z.string().min(1).default('email'),
  name: z.string().min(1).default('name'),
});

/** Signing in at an OpenID Connect provider outside. */
export const identityProvider = z
  .strictObject({
    issuer: issuer.describe(
      'Its address; what it can do is read from /.well-known/openid-configuration below it.',
    ),
    name: z.string().min(1).max(60).optional().describe('On the button; the issuer’s host when left out.'),
    client_id: z.string().min(1).describe('What it knows this server by.'),
    client_secret_file: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file with the secret that it gave this server, readable by root alone. None for a public client.',
      ),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'Must be a scope.'))
      .default(['openid', 'email', 'profile'])
      .describe('What it is asked for.'),
    allowed_domains: z
      .array(domain)
      .default([])
      .describe('Domains of e-mail addresses that are let in; all when empty.'),
    required_claims: z
      .record(z.string().min(1), z.union([z.string(), z.boolean(), z.number()]))
      .default({})
      .describe('Claims that a person must have: `{groups: errand}`. Of a list, one entry must be it.'),
    claims: claims
      .prefault({})
      .describe('Which claims user name, address and name are in: `{username: nickname}`.'),
    create_users: z
      .boolean()
      .optional()
      .describe(
        'Whether somebody new becomes a user, without any role. Yes where domains or claims are required, no otherwise: then an administrator makes users first.',
      ),
  })
  .transform((given) => ({
    issuer: given.issuer,
    name: given.name ?? new URL(given.issuer).host,
    clientId: given.client_id,
    clientSecretFile: given.client_secret_file ?? null,
    scopes: [...new Set(['openid', ...given.scopes])],
    allowedDomains: given.allowed_domains,
    requiredClaims: given.required_claims,
    claims: given.claims,
    createUsers:
      given.create_users ??
      (given.allowed_domains.length > 0 || Object.keys(given.required_claims).length > 0),
  }));

export type IdentityProviderSettings = z.output<typeof identityProvider>;
