import { z } from 'zod';
import { wholeNumber } from '../key.ts';
import { identityProvider } from './identity-provider.ts';

const address = z
  .url({ protocol: /^https?$/, error: 'Must be an address such as https://errand.example.com.' })
  .transform((url) => url.replace(/\/+$/, ''));

/** People and how they sign in. */
export const identity = z
  .strictObject({
    public_url: address.optional().meta({
      description:
        'Address that browsers reach this server by, `https` behind a TLS proxy: cookies are then Secure, and the proxy’s X-Forwarded-For counts. The address it listens on when left out.',
      environment: 'ERRAND_PUBLIC_URL',
    }),
    key_rotation_days: wholeNumber(1, 3650)
      .default(90)
      .describe('Age at which the key that signs access tokens is replaced.'),
    audit_days: wholeNumber(1, 36_500).default(365).describe('How long the audit log is kept.'),
    passwords: z
      .boolean()
      .default(true)
      .describe('Whether people may sign in with a password; `false` leaves the provider alone.'),
    provider: identityProvider
      .optional()
      .describe('An OpenID Connect provider that people may sign in at: [users](../operate/users.md).'),
  })
  .refine(({ passwords, provider }) => passwords || provider !== undefined, {
    path: ['passwords'],
    error: 'Without passwords nobody can sign in, unless `provider` names a place for that.',
  })
  .prefault({})
  .describe('People, how they sign in, and what is recorded of them.')
  .transform(({ public_url, key_rotation_days, audit_days, passwords, provider }) => ({
    publicUrl: public_url ?? null,
    keyRotationDays: key_rotation_days,
    auditDays: audit_days,
    passwords,
    provider: provider ?? null,
  }));

export type IdentitySettings = z.output<typeof identity>;
