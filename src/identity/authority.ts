import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { type CertifiedKey, makeAuthority, makeServerCertificate } from './certificate.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** What a TLS server needs, and what its clients trust. All PEM. */
export interface Authority {
  readonly caCertificatePem: string;
  readonly serverCertificatePem: string;
  readonly serverKeyPem: string;
}

/** The names that code written for the original calls (T18), and this machine's own. */
const ownNames: readonly string[] = ['api.upsun.com', 'auth.upsun.com', 'localhost'];
const renewBeforeEndMs = 30 * 86_400_000;
const hostName = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

function allNames(added: readonly string[]): readonly string[] {
  const names = added.map((name) => name.toLowerCase());
  const wrong = names.find((name) => isIP(name) === 0 && !hostName.test(name));
  if (wrong !== undefined)
    throw new ErrandError('usage', `${wrong} is neither a host name nor an IP address.`);
  return [...new Set([...ownNames, ...names])];
}

/** A key and its certificate share a file, so that no crash can leave one without the other. */
function parse(path: string, text: string): CertifiedKey {
  const block = (label: string) =>
    new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`).exec(text)?.[0] ?? '';
  const pair = { keyPem: block('PRIVATE KEY'), certificatePem: block('CERTIFICATE') };
  try {
    if (!new X509Certificate(pair.certificatePem).checkPrivateKey(createPrivateKey(pair.keyPem))) {
      throw new Error('key and certificate do not belong together');
    }
    return pair;
  } catch (cause) {
    throw new ErrandError('internal', `${path} is damaged. Delete it to have it made again.`, { cause });
  }
}

async function load(path: string): Promise<CertifiedKey | null> {
  const text = await readPrivateFile(path);
  return text === null ? null : parse(path, text);
}

async function keep(path: string, pair: CertifiedKey): Promise<CertifiedKey> {
  await writePrivateFile(path, pair.keyPem + pair.certificatePem);
  return pair;
}

function lasts(certificate: X509Certificate, now: Date): boolean {
  return certificate.validToDate.getTime() - now.getTime() > renewBeforeEndMs;
}

function coversExactly(certificate: X509Certificate, names: readonly string[]): boolean {
  const covered = (certificate.subjectAltName ?? '').split(', ');
  const has = (name: string) =>
    isIP(name) === 0 ? covered.includes(`DNS:${name}`) : certificate.checkIP(name) !== undefined;
  return covered.length === names.length && names.every(has);
}

async function loadCertificateAuthority(path: string, now: Date): Promise<CertifiedKey> {
  const kept = await load(path);
  if (kept !== null && lasts(new X509Certificate(kept.certificatePem), now)) return kept;
  return keep(path, await makeAuthority(now));
}

/**
 * The local certificate authority and the server's certificate, kept in `directory` and made where they are missing. The
 * server's is renewed when 30 days remain, the names changed or the authority did; call it again, once a day, for that.
 * `names` (host names, `*.` allowed, or IP addresses) come on top of `api.upsun.com`, `auth.upsun.com` and `localhost`.
 * Throws `usage` for a name that is none, `internal` for a damaged file.
 */
export async function loadAuthority(
  directory: string,
  names: readonly string[],
  now: Date = new Date(),
): Promise<Authority> {
  const wanted = allNames(names);
  const authority = await loadCertificateAuthority(join(directory, 'authority.pem'), now);
  const issuer = new X509Certificate(authority.certificatePem);
  const path = join(directory, 'server.pem');
  const current = (pair: CertifiedKey) => {
    const certificate = new X509Certificate(pair.certificatePem);
    return (
      certificate.verify(issuer.publicKey) && lasts(certificate, now) && coversExactly(certificate, wanted)
    );
  };
  const kept = await load(path);
  const server =
    kept !== null && current(kept)
      ? kept
      : await keep(path, await makeServerCertificate(authority, wanted, now));
  return {
    caCertificatePem: authority.certificatePem,
    serverCertificatePem: server.certificatePem,
    serverKeyPem: server.keyPem,
  };
}

/** Makes certificates of the local authority for single names. Its file must be there: `loadAuthority` makes it. */
export async function loadIssuer(directory: string): Promise<(name: string) => Promise<CertifiedKey>> {
  const authority = await loadCertificateAuthority(join(directory, 'authority.pem'), new Date());
  return (name) => makeServerCertificate(authority, [name], new Date());
}
