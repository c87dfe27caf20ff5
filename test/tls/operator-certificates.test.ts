import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeAuthority, makeServerCertificate } from '../../src/identity/certificate.ts';
import { openOperatorCertificates } from '../../src/tls/operator-certificates.ts';
import { temporaryFolder } from '../identity/temporary-folder.ts';

const now = new Date();

async function write(names: readonly string[]) {
  const folder = temporaryFolder();
  const pair = await makeServerCertificate(await makeAuthority(now), names, now);
  const files = { certificate: join(folder, 'own.pem'), key: join(folder, 'own.key') };
  writeFileSync(files.certificate, pair.certificatePem);
  writeFileSync(files.key, pair.keyPem);
  return { files, pair };
}
const ignore = () => undefined;

describe('certificates of the operator', () => {
  test('serve the names that are in them, a star for one label', async () => {
    const { files, pair } = await write(['example.com', '*.example.com']);
    const source = await openOperatorCertificates([files], ignore);
    for (const host of ['example.com', 'www.example.com'])
      expect((await source.find(host))?.certificatePem).toBe(pair.certificatePem);
    for (const host of ['a.www.example.com', 'example.org', 'com', ''])
      expect(await source.find(host)).toBeNull();
  });

  test('with another one’s key are refused, and so are files that are none', async () => {
    const [one, other] = [await write(['example.com']), await write(['example.org'])];
    const mixed = { certificate: one.files.certificate, key: other.files.key };
    await expect(openOperatorCertificates([mixed], ignore)).rejects.toMatchObject({
      code: 'settings_invalid',
      message: expect.stringContaining("another certificate's"),
    });
    const missing = { certificate: '/nowhere.pem', key: one.files.key };
    await expect(openOperatorCertificates([missing], ignore)).rejects.toThrow(
      /\/nowhere\.pem cannot be used/,
    );
  });
});
