import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { ErrandError } from '../errors/errand-error.ts';
import type { CertifiedKey } from '../identity/certificate.ts';
import type { CertificateSource } from './certificate-source.ts';

/** Files of the operator, PEM: the certificate with those that lead to its authority behind it, and its key. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

interface Read extends CertifiedKey {
  readonly names: readonly string[];
  readonly changedAt: number;
}

/** Renewed files count without a restart; to look at them takes no longer than this to be noticed. */
const lookAgainMilliseconds = 30_000;

async function changedAt({ certificate, key }: CertificateFiles): Promise<number> {
  const [one, other] = await Promise.all([stat(certificate), stat(key)]);
  return Math.max(one.mtimeMs, other.mtimeMs);
}

/** `DNS:example.com, DNS:*.example.com` as names in lower case. */
function namesOf(certificate: X509Certificate): readonly string[] {
  const names = (certificate.subjectAltName ?? '').split(', ');
  return names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice(4).toLowerCase());
}

/** Error: `settings_invalid`, naming the file. */
async function read(files: CertificateFiles): Promise<Read> {
  try {
    const at = await changedAt(files);
    const certificatePem = await readFile(files.certificate, 'utf8');
    const keyPem = await readFile(files.key, 'utf8');
    const certificate = new X509Certificate(certificatePem);
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem)))
      throw new Error(`the key in ${files.key} is another certificate's`);
    return { certificatePem, keyPem, names: namesOf(certificate), changedAt: at };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ErrandError(
      'settings_invalid',
      `tls.certificates: ${files.certificate} cannot be used: ${reason}`,
      { cause },
    );
  }
}

/** A `*.` stands for one label, as in certificates everywhere. */
function covers(names: readonly string[], host: string): boolean {
  const above = host.slice(host.indexOf('.') + 1);
  return names.includes(host) || (host.includes('.') && names.includes(`*.${above}`));
}

/** Reads all files, and again when they have changed: what cannot be read then leaves the former in use. */
export async function openOperatorCertificates(
  files: readonly CertificateFiles[],
  failed: (error: unknown) => void,
): Promise<CertificateSource> {
  const all = await Promise.all(files.map(read));
  let lookedAt = performance.now();
  const lookAgain = async () => {
    lookedAt = performance.now();
    for (const [index, each] of files.entries()) {
      const former = all[index];
      const at = await changedAt(each).catch(() => 0);
      if (former !== undefined && at > former.changedAt) all[index] = await read(each);
    }
  };
  return {
    async find(host) {
      if (performance.now() - lookedAt > lookAgainMilliseconds) await lookAgain().catch(failed);
      return all.find(({ names }) => covers(names, host)) ?? null;
    },
  };
}
