import { z } from 'zod';
import { oneOf, wholeNumber } from '../key.ts';

const path = z.string().min(1, 'Must be the path of a file.');

/** Encrypted connections from outside. */
export const tls = z
  .strictObject({
    port: wholeNumber(0, 65_535).optional().meta({
      description:
        'Port for HTTPS, of applications and of the API; 0 takes a free one. None is opened when left out.',
      environment: 'ERRAND_TLS_PORT',
    }),
    certificates: z
      .array(z.strictObject({ certificate: path, key: path }))
      .default([])
      .describe(
        'Your own: `{certificate: file, key: file}`, in PEM, the intermediate certificates behind the first. They serve the names that are in them. Files that are renewed are read again.',
      ),
    min_version: oneOf(['TLSv1.2', 'TLSv1.3'])
      .default('TLSv1.2')
      .describe('The oldest version of TLS that is taken.'),
    acme_directory: z
      .url({ protocol: /^https$/, error: 'Must be the https address of a directory.' })
      .optional()
      .describe(
        'Directory of a certificate authority that speaks ACME, such as `https://acme-v02.api.letsencrypt.org/directory`. To set it is to agree to its terms. Names that are yours by certificates above, and names such as `*.localhost`, are left out.',
      ),
    acme_email: z.email('Must be an e-mail address.').optional().describe('Where the authority writes to.'),
    acme_trust: path
      .optional()
      .describe(
        'File with the certificate by which the authority’s own server is trusted, where it is none of the usual.',
      ),
  })
  .prefault({})
  .describe('HTTPS. Names that have no other certificate get one of the server’s own authority.')
  .transform(({ port, certificates, min_version, acme_directory, acme_email, acme_trust }) => ({
    port: port ?? null,
    certificates,
    minVersion: min_version,
    acme:
      acme_directory === undefined
        ? null
        : { directory: acme_directory, email: acme_email ?? null, trust: acme_trust ?? null },
  }));
