import { createSecureContext, type SecureContext } from 'node:tls';
import type { CertifiedKey } from '../identity/certificate.ts';
import type { CertificateSource } from './certificate-source.ts';
import { Recent } from './recent.ts';

/** As `SNICallback` of a TLS server takes it. */
export type ChooseContext = (
  host: string,
  callback: (error: Error | null, context?: SecureContext) => void,
) => void;

/** Chooses by the name that a client asks for. One that nothing is known of gets what the server has by itself. */
export function chooseContext(source: CertificateSource): ChooseContext {
  const contexts = new Recent<string, SecureContext>(1000);
  const contextOf = ({ certificatePem, keyPem }: CertifiedKey) => {
    const known = contexts.get(certificatePem);
    if (known !== undefined) return known;
    const context = createSecureContext({ cert: certificatePem, key: keyPem });
    contexts.set(certificatePem, context);
    return context;
  };
  return (host, callback) => {
    source.find(host.toLowerCase()).then(
      (found) => (found === null ? callback(null) : callback(null, contextOf(found))),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  };
}
