import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { type Authority, loadAuthority } from '../../src/identity/authority.ts';
import { run } from './run-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function written() {
  const folder = temporaryFolder();
  const authority = await loadAuthority(join(folder, 'keys'), ['127.0.0.1']);
  const caFile = join(folder, 'ca.pem');
  const serverFile = join(folder, 'leaf.pem');
  writeFileSync(caFile, authority.caCertificatePem);
  writeFileSync(serverFile, authority.serverCertificatePem);
  return { authority, caFile, serverFile };
}

async function serve(authority: Authority): Promise<number> {
  const options = { cert: authority.serverCertificatePem, key: authority.serverKeyPem };
  const server = createServer(options, (_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('openssl, in its strict mode, accepts the chain for a TLS server', async () => {
  const { caFile, serverFile } = await written();
  for (const name of ['api.upsun.com', 'auth.upsun.com', 'localhost']) {
    const check = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', name];
    const ended = await run('openssl', [...check, '-CAfile', caFile, serverFile]);
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('OK') });
  }
});

test('openssl refuses it for another name', async () => {
  const { caFile, serverFile } = await written();
  const ended = await run('openssl', [
    'verify',
    '-verify_hostname',
    'example.com',
    '-CAfile',
    caFile,
    serverFile,
  ]);
  expect(ended.status).not.toBe(0);
});

test('curl accepts it', async () => {
  const { authority, caFile } = await written();
  const port = await serve(authority);
  const there = `api.upsun.com:${port}:127.0.0.1`;
  const trusted = ['-sS', '--cacert', caFile, '--resolve', there, `https://api.upsun.com:${port}/`];
  expect(await run('curl', trusted)).toMatchObject({ status: 0, stdout: 'hello' });
  expect(await run('curl', ['-sS', '--cacert', caFile, `https://127.0.0.1:${port}/`])).toMatchObject({
    status: 0,
  });
  expect(await run('curl', ['-sS', '--resolve', there, `https://api.upsun.com:${port}/`])).toMatchObject({
    status: 60,
  });
});

test('Node.js accepts it', async () => {
  const { authority } = await written();
  const options = {
    host: '127.0.0.1',
    port: await serve(authority),
    servername: 'auth.upsun.com',
    ca: authority.caCertificatePem,
    headers: { host: 'auth.upsun.com' },
  };
  const [response] = await once(request(options).end(), 'response');
  expect(await text(response)).toBe('hello');
});

test('Python, as strict as from 3.13 on, accepts it', async () => {
  const { authority, caFile } = await written();
  const script = [
    'import socket, ssl, sys',
    'context = ssl.create_default_context(cafile=sys.argv[1])',
    'context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN',
    'plain = socket.create_connection(("127.0.0.1", int(sys.argv[2])))',
    'print(context.wrap_socket(plain, server_hostname="api.upsun.com").version())',
  ].join('\n');
  const ended = await run('/usr/bin/python3', ['-c', script, caFile, String(await serve(authority))]);
  expect(ended).toMatchObject({ status: 0, stdout: 'TLSv1.3\n' });
});

test('the authority says what it may sign', async () => {
  const { authority, caFile } = await written();
  const shown = (await run('openssl', ['x509', '-in', caFile, '-noout', '-text'])).stdout;
  expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  expect(shown).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
  expect(new X509Certificate(authority.serverCertificatePem).keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});
