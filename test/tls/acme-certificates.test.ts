import { X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeAuthority, makeServerCertificate } from '../../src/identity/certificate.ts';
import { openAcmeCertificates } from '../../src/tls/acme/acme-certificates.ts';
import { temporaryFolder } from '../identity/temporary-folder.ts';

const day = 86_400_000;
const host = 'shop.errand-unit.org';

/** An authority that signs what is ordered, or fails; and a clock. */
async function open(folder = temporaryFolder()) {
  const authority = await makeAuthority(new Date());
  const state = { now: new Date(), orders: 0, fails: false, served: [host], failures: [] as unknown[] };
  const certificates = openAcmeCertificates({
    folder,
    now: () => state.now,
    isServed: (name) => state.served.includes(name),
    failed: (_host, error) => state.failures.push(error),
    order: async (name) => {
      state.orders += 1;
      if (state.fails) throw new Error('the authority does not see it');
      return makeServerCertificate(authority, [name], state.now);
    },
  });
  return { state, certificates, folder };
}

const serial = (pem: string | undefined) => new X509Certificate(pem ?? '').serialNumber;

describe('certificates by ACME', () => {
  test('are ordered once for all who ask, and kept over restarts', async () => {
    const { state, certificates, folder } = await open();
    const [one, other] = await Promise.all([certificates.find(host), certificates.find(host)]);
    expect(one?.certificatePem).toBe(other?.certificatePem);
    expect(state.orders).toBe(1);
    const next = await open(folder);
    expect(serial((await next.certificates.find(host))?.certificatePem)).toBe(serial(one?.certificatePem));
    expect(next.state.orders).toBe(0);
  });

  test('are ordered for no name that is not served, and none that no authority knows', async () => {
    const { state, certificates, folder } = await open();
    state.served.push('main--shop.localhost', '10.0.0.1', 'shop');
    for (const name of ['other.errand-unit.org', 'main--shop.localhost', '10.0.0.1', 'shop', '../x'])
      expect(await certificates.find(name)).toBeNull();
    expect(state.orders).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are ordered anew before they end, and used until the next is there', async () => {
    const { state, certificates } = await open();
    const first = serial((await certificates.find(host))?.certificatePem);
    state.now = new Date(Date.now() + 360 * day);
    await certificates.renew();
    expect(serial((await certificates.find(host))?.certificatePem)).toBe(first);
    state.now = new Date(Date.now() + 370 * day);
    state.fails = true;
    await certificates.renew();
    expect(serial((await certificates.find(host))?.certificatePem)).toBe(first);
    expect(state.failures).toHaveLength(1);
    state.fails = false;
    state.now = new Date(state.now.getTime() + 20 * 60_000);
    await certificates.renew();
    expect(serial((await certificates.find(host))?.certificatePem)).not.toBe(first);
  });

  test('are not asked for again and again after a failure', async () => {
    const { state, certificates } = await open();
    state.fails = true;
    for (let round = 0; round < 5; round++) expect(await certificates.find(host)).toBeNull();
    expect(state.orders).toBe(1);
    state.now = new Date(state.now.getTime() + 16 * 60_000);
    state.fails = false;
    expect(await certificates.find(host)).not.toBeNull();
  });
});
