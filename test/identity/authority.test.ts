import { X509Certificate } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadAuthority } from '../../src/identity/authority.ts';
import { temporaryFolder } from './temporary-folder.ts';

const dayMs = 86_400_000;
const start = new Date('2026-11-01T12:00:00Z');
const later = (days: number) => new Date(start.getTime() + days * dayMs);
const days = (certificate: X509Certificate) =>
  (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / dayMs;

describe('what is made at first start', () => {
  test('an authority for ten years and a certificate for 397 days', async () => {
    const made = await loadAuthority(temporaryFolder(), [], start);
    const authority = new X509Certificate(made.caCertificatePem);
    const server = new X509Certificate(made.serverCertificatePem);
    expect(authority.ca).toBe(true);
    expect(days(authority)).toBe(3650);
    expect(server.ca).toBe(false);
    expect(days(server)).toBe(397);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.subjectAltName).toBe('DNS:api.upsun.com, DNS:auth.upsun.com, DNS:localhost');
    expect(server.validFromDate.getTime()).toBeLessThan(start.getTime());
  });

  test('files that only the owner may read', async () => {
    const folder = join(temporaryFolder(), 'keys');
    await loadAuthority(folder, [], start);
    expect(readdirSync(folder).sort()).toEqual(['authority.pem', 'server.pem']);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('the names of the setting too, once each', async () => {
    const names = ['Errand.Example.com', '*.errand.lan', '10.0.0.1', '::1', 'localhost'];
    const server = new X509Certificate(
      (await loadAuthority(temporaryFolder(), names, start)).serverCertificatePem,
    );
    expect(server.checkHost('errand.example.com')).toBeDefined();
    expect(server.checkHost('a.errand.lan')).toBeDefined();
    expect(server.checkIP('10.0.0.1')).toBeDefined();
    expect(server.checkIP('::1')).toBeDefined();
    expect(server.subjectAltName?.split(', ')).toHaveLength(7);
  });

  test.each(['', 'a b', 'a.com, DNS:b.com', 'a..b', '-a'])(
    'a name that is none is refused: %s',
    async (name) => {
      await expect(loadAuthority(temporaryFolder(), [name], start)).rejects.toMatchObject({ code: 'usage' });
    },
  );
});

describe('what is kept', () => {
  test('all of it, while it lasts', async () => {
    const folder = temporaryFolder();
    const names = ['errand.example.com', '10.0.0.1', '::1'];
    const made = await loadAuthority(folder, names, start);
    expect(await loadAuthority(folder, [...names].reverse(), later(366))).toEqual(made);
  });

  test('the authority, when the server’s certificate has 30 days left', async () => {
    const folder = temporaryFolder();
    const made = await loadAuthority(folder, [], start);
    const renewed = await loadAuthority(folder, [], later(367));
    expect(renewed.caCertificatePem).toBe(made.caCertificatePem);
    expect(renewed.serverCertificatePem).not.toBe(made.serverCertificatePem);
    expect(new X509Certificate(renewed.serverCertificatePem).validToDate > later(700)).toBe(true);
  });

  test.each([
    ['added', [], ['a.example.com']],
    ['taken away', ['a.example.com'], []],
    ['changed', ['a.example.com'], ['b.example.com']],
  ])('the authority, when a name was %s', async (_name, before, after) => {
    const folder = temporaryFolder();
    const made = await loadAuthority(folder, before, start);
    const renewed = await loadAuthority(folder, after, start);
    expect(renewed.caCertificatePem).toBe(made.caCertificatePem);
    expect(renewed.serverCertificatePem).not.toBe(made.serverCertificatePem);
  });

  test('nothing, once the authority ends', async () => {
    const folder = temporaryFolder();
    const made = await loadAuthority(folder, [], start);
    const late = await loadAuthority(folder, [], later(3600));
    expect(new X509Certificate(late.serverCertificatePem).validToDate).toEqual(
      new X509Certificate(made.caCertificatePem).validToDate,
    );
    const renewed = await loadAuthority(folder, [], later(3630));
    expect(renewed.caCertificatePem).not.toBe(made.caCertificatePem);
    const server = new X509Certificate(renewed.serverCertificatePem);
    expect(server.verify(new X509Certificate(renewed.caCertificatePem).publicKey)).toBe(true);
  });

  test('a damaged file is an error that names it', async () => {
    const folder = temporaryFolder();
    await loadAuthority(folder, [], start);
    writeFileSync(join(folder, 'server.pem'), 'x');
    await expect(loadAuthority(folder, [], start)).rejects.toThrow(join(folder, 'server.pem'));
  });
});
