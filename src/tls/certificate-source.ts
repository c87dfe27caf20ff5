import type { CertifiedKey } from '../identity/certificate.ts';

/** Where the certificate for a host name comes from. */
export interface CertificateSource {
  /** Null where it has none for the name. `host` is in lower case. */
  find(host: string): Promise<CertifiedKey | null>;
}

/** The first that has one; a source that fails is passed over, and told of. */
export function firstOf(
  sources: readonly CertificateSource[],
  failed: (host: string, error: unknown) => void,
): CertificateSource {
  return {
    async find(host) {
      for (const source of sources) {
        const found = await source.find(host).catch((error: unknown) => {
          failed(host, error);
          return null;
        });
        if (found !== null) return found;
      }
      return null;
    },
  };
}

const dayMilliseconds = 86_400_000;

/** Whether a certificate should be replaced by now: a third of its time is left. */
export function isDue(validFrom: Date, validTo: Date, now: Date): boolean {
  const whole = validTo.getTime() - validFrom.getTime();
  return validTo.getTime() - now.getTime() < Math.min(whole / 3, 30 * dayMilliseconds);
}
