import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A private key and its certificate, each as PEM. */
export interface CertifiedKey {
  readonly keyPem: string;
  readonly certificatePem: string;
}

const dayMs = 86_400_000;
/** Clocks differ; a certificate made this minute must hold for one that runs behind. */
const backdateMs = 3_600_000;
const authorityDays = 3650;
/** The most that browsers take of a server's certificate is 398 days. */
const serverDays = 397;
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signature = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Loaded where a certificate is made, once in months: it takes over 100 ms. */
async function loadX509() {
  await import('./reflection.ts');
  return import('@peculiar/x509');
}

function newKeyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function signing(key: KeyObject) {
  return key.toCryptoKey(curve, false, ['sign']);
}

function verifying(key: KeyObject) {
  return key.toCryptoKey(curve, true, ['verify']);
}

/** X.509 counts in whole seconds. */
function span(now: Date, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const start = Math.floor((now.getTime() - backdateMs) / 1000) * 1000;
  return { notBefore: new Date(start), notAfter: new Date(start + days * dayMs) };
}

/** A certificate authority of its own: P-256, ten years, may sign servers and no further authority. */
export async function makeAuthority(now: Date): Promise<CertifiedKey> {
  const x509 = await loadX509();
  const { privateKey, publicKey } = newKeyPair();
  const keys = { privateKey: signing(privateKey), publicKey: verifying(publicKey) };
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Errand local authority,O=Errand',
    keys,
    signingAlgorithm: signature,
    ...span(now, authorityDays),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keyPem: toPem(privateKey), certificatePem: `${certificate.toString('pem')}\n` };
}

/** A server's certificate for names and addresses, never valid for longer than the authority that signs it. */
export async function makeServerCertificate(
  authority: CertifiedKey,
  names: readonly string[],
  now: Date,
): Promise<CertifiedKey> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const { privateKey, publicKey } = newKeyPair();
  const { notBefore, notAfter } = span(now, serverDays);
  const authorityEnd = new X509Certificate(authority.certificatePem).validToDate;
  const sanOf = (name: string) => ({
    type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const),
    value: name,
  });
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=Errand,O=Errand',
    issuer: issuer.subjectName,
    publicKey: verifying(publicKey),
    signingKey: signing(createPrivateKey(authority.keyPem)),
    signingAlgorithm: signature,
    notBefore,
    notAfter: notAfter < authorityEnd ? notAfter : authorityEnd,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map(sanOf)),
      await x509.SubjectKeyIdentifierExtension.create(verifying(publicKey)),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { keyPem: toPem(privateKey), certificatePem: `${certificate.toString('pem')}\n` };
}
