import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { CertifiedKey } from '../../identity/certificate.ts';
import { readPrivateFile, writePrivateFile } from '../../identity/private-file.ts';
import type { Challenges } from './challenges.ts';

/** An authority that gives certificates by ACME (RFC 8555). */
export interface AcmeSettings {
  /** `https://acme-v02.api.letsencrypt.org/directory`. */
  readonly directory: string;
  readonly email: string | null;
  /** A file with the certificate that the authority's own server is trusted by; null: one of the usual. */
  readonly trust: string | null;
}

/** Gets a certificate for a name that leads to this server. */
export type Order = (host: string) => Promise<CertifiedKey>;

/** The account's key, made once: the authority knows the server by it. */
async function accountKey(folder: string, make: () => Promise<Buffer>): Promise<string> {
  const path = join(folder, 'account.pem');
  const kept = await readPrivateFile(path);
  if (kept !== null) return kept;
  const made = (await make()).toString();
  await writePrivateFile(path, made);
  return made;
}

/** Loaded where it is used: it takes half a second. */
async function loadAcme(trust: string | null) {
  const acme = await import('acme-client');
  if (trust !== null) {
    const ca = [...rootCertificates, await readFile(trust, 'utf8')];
    acme.axios.defaults.httpsAgent = new Agent({ ca });
  }
  return acme;
}

/** Orders certificates by HTTP-01, one at a time. `folder` holds the account's key, for root alone. */
export function openOrders(
  { directory, email, trust }: AcmeSettings,
  challenges: Challenges,
  folder: string,
): Order {
  let last: Promise<unknown> = Promise.resolve();
  const order = async (host: string): Promise<CertifiedKey> => {
    const { Client, crypto } = await loadAcme(trust);
    const key = await accountKey(folder, () => crypto.createPrivateEcdsaKey());
    const client = new Client({ directoryUrl: directory, accountKey: key });
    const [certificateKey, csr] = await crypto.createCsr(
      { altNames: [host] },
      await crypto.createPrivateEcdsaKey(),
    );
    const certificatePem = await client.auto({
      csr,
      ...(email === null ? {} : { email }),
      termsOfServiceAgreed: true,
      challengePriority: ['http-01'],
      // The authority looks from outside; whether this machine reaches itself by the name says nothing.
      skipChallengeVerification: true,
      challengeCreateFn: async (_authorization, { token }, answer) => challenges.set(token, answer),
      challengeRemoveFn: async (_authorization, { token }) => challenges.delete(token),
    });
    return { certificatePem: certificatePem.toString(), keyPem: certificateKey.toString() };
  };
  return (host) => {
    const next = last.then(() => order(host));
    last = next.catch(() => undefined);
    return next;
  };
}
