import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeServerCertificate } from '../../src/identity/certificate.ts';
import { freePort } from '../support/cli-server.ts';
import { openPebbleServer, type PebbleServer } from '../support/pebble-server.ts';
import { secureVisit } from '../support/secure-visit.ts';
import { openServer, type TestServer } from '../support/server.ts';
import { webProject } from './web-project.ts';

const domain = 'apps.errand-journey.org';
const main = `main--shop.${domain}`;

let server: TestServer;
let pebble: PebbleServer;
let folder: string;
let securePort: number;
let ca: string;

const project = webProject('1');
const config = `${project['.upsun/config.yaml']}
  "https://*.{default}/": { type: upstream, upstream: "web:http" }
  "https://strict.{default}/":
    type: upstream
    upstream: "web:http"
    tls: { min_version: TLSv1.3, strict_transport_security: { enabled: true, include_subdomains: true } }
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errand-tls-'));
  const operators = await makeAuthority(new Date());
  const own = await makeServerCertificate(operators, [`*.main--other.${domain}`], new Date());
  await writeFile(join(folder, 'operators.pem'), operators.certificatePem);
  await writeFile(join(folder, 'own.pem'), own.certificatePem);
  await writeFile(join(folder, 'own.key'), own.keyPem);
  const port = await freePort();
  pebble = await openPebbleServer(port);
  securePort = await freePort();
  const settings = `
router: { domain: ${domain} }
tls:
  port: ${securePort}
  certificates: [{ certificate: ${folder}/own.pem, key: ${folder}/own.key }]
  acme_directory: ${pebble.directory}
  acme_trust: ${pebble.trust}
  acme_email: ada@errand-journey.org
`;
  server = await openServer({ settings, port });
  const authority = await readFile(join(server.home, 'keys', 'authority.pem'), 'utf8');
  ca = authority.slice(authority.indexOf('-----BEGIN CERTIFICATE'));
  for (const name of ['shop', 'other']) {
    const { activity, log } = await server.deploy(
      { ...project, '.upsun/config.yaml': config },
      { project: name },
    );
    expect([activity.result, log]).toEqual(['success', expect.any(String)]);
  }
}, 120_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await pebble[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Of Let's Encrypt's test authority, whose root nobody knows. */
const untrusted = { rejectUnauthorized: false };

describe('over TLS', () => {
  test('the application hears of it, and is told addresses with https', async () => {
    const { text, status } = await secureVisit(securePort, `any.${main}`, '/headers', { ca });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      'x-forwarded-proto': 'https',
      'x-client-ssl': 'on',
      'x-forwarded-port': String(securePort),
    });
    const answer = await server.api('/projects/shop/environments/main');
    const { _links: links } = (await answer.json()) as { _links: Record<string, { href: string }> };
    expect(links['public-url']?.href).toBe(`https://${main}:${securePort}/`);
  });

  test('a name gets a certificate of the local authority, which is made when it is asked for', async () => {
    const { certificate } = await secureVisit(securePort, `one.${main}`, '/', { ca });
    expect(certificate.subjectaltname).toBe(`DNS:one.${main}`);
    await expect(secureVisit(securePort, `one.${main}`, '/')).rejects.toThrow(/certificate/);
  });

  test('a name that is not served gets none of its own', async () => {
    const { certificate } = await secureVisit(securePort, 'stranger.example.com', '/', untrusted);
    expect(certificate.subjectaltname).not.toContain('stranger');
  });

  test('the operator’s certificate serves the names in it', async () => {
    const trusted = { ca: await readFile(join(folder, 'operators.pem'), 'utf8') };
    const { status, certificate } = await secureVisit(securePort, `a.main--other.${domain}`, '/who', trusted);
    expect([status, certificate.subjectaltname]).toEqual([200, `DNS:*.main--other.${domain}`]);
  });

  test('a name that is written out gets a certificate by ACME, which is kept for root alone', async () => {
    const [one, other] = await Promise.all([
      secureVisit(securePort, main, '/who', untrusted),
      secureVisit(securePort, main, '/who', untrusted),
    ]);
    expect(one.certificate.issuer.CN).toMatch(/^Pebble Intermediate/);
    expect(one.certificate.subjectaltname).toBe(`DNS:${main}`);
    expect(other.certificate.fingerprint256).toBe(one.certificate.fingerprint256);
    for (const name of [`${main}.pem`, 'account.pem'])
      expect((await stat(join(server.home, 'keys', 'acme', name))).mode & 0o777).toBe(0o600);
  });

  test('http leads to https, and the strict one says so to browsers', async () => {
    const headers = { host: `${main}:${server.port}` };
    const plain = await server.visit('/who?x=1', { headers });
    expect(plain).toMatchObject({
      status: 301,
      headers: { location: `https://${main}:${securePort}/who?x=1` },
    });
    const strict = await secureVisit(securePort, `strict.${main}`, '/who', untrusted);
    expect(strict.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect((await secureVisit(securePort, main, '/who', untrusted)).headers).not.toHaveProperty(
      'strict-transport-security',
    );
  });

  test('a route takes no older version than it says, and the server none that is broken', async () => {
    const old = { ...untrusted, maxVersion: 'TLSv1.2' } as const;
    expect((await secureVisit(securePort, main, '/who', old)).status).toBe(200);
    const refused = await secureVisit(securePort, `strict.${main}`, '/who', old);
    expect(refused).toMatchObject({ status: 426, text: expect.stringContaining('TLSv1.3') });
    const ancient = connect({
      port: securePort,
      host: '127.0.0.1',
      servername: main,
      ...untrusted,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const [error] = (await once(ancient, 'error')) as [Error];
    expect(error.message).toMatch(/version|alert/i);
  });

  test('a WebSocket passes, and the API answers', async () => {
    const headers = { host: `${main}:${securePort}`, connection: 'Upgrade', upgrade: 'websocket' };
    const socket = connect({ port: securePort, host: '127.0.0.1', servername: main, ...untrusted });
    socket.write(
      `GET /socket HTTP/1.1\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\r\n')}\r\n\r\n`,
    );
    let said = '';
    for await (const chunk of socket) {
      said += String(chunk);
      if (said.includes('welcome')) break;
    }
    expect(said).toMatch(/^HTTP\/1.1 101 .*welcome to \/socket/s);
    expect((await secureVisit(securePort, 'localhost', '/projects', { ca })).status).toBe(401);
  });
});
