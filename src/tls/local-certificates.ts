import { X509Certificate } from 'node:crypto';
import type { CertifiedKey } from '../identity/certificate.ts';
import { type CertificateSource, isDue } from './certificate-source.ts';
import { Recent } from './recent.ts';

/** How many names' certificates are kept; one more is made in milliseconds. */
const kept = 1000;

function isCurrent({ certificatePem }: CertifiedKey): boolean {
  const { validFromDate, validToDate } = new X509Certificate(certificatePem);
  return !isDue(validFromDate, validToDate, new Date());
}

/** Certificates by the local authority, made when a name is asked for the first time. */
export function openLocalCertificates(
  issue: (name: string) => Promise<CertifiedKey>,
  isKnown: (host: string) => boolean,
): CertificateSource {
  const made = new Recent<string, Promise<CertifiedKey>>(kept);
  return {
    async find(host) {
      // Of names that nobody serves, anybody could ask for any number.
      if (!isKnown(host)) return null;
      const found = await made.get(host);
      if (found !== undefined && isCurrent(found)) return found;
      const fresh = issue(host);
      made.set(host, fresh);
      fresh.catch(() => made.delete(host));
      return fresh;
    },
  };
}
