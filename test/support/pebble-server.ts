import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority, makeServerCertificate } from '../../src/identity/certificate.ts';
import { freePort } from './cli-server.ts';
import { until } from './follow-run.ts';

/** Let's Encrypt's own small authority for tests, on the loopback. Every name leads to 127.0.0.1 for it. */
export interface PebbleServer extends AsyncDisposable {
  /** Address of its directory. */
  readonly directory: string;
  /** File with the certificate that its own server is trusted by. */
  readonly trust: string;
}

async function settle(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function folderWith(ports: {
  readonly own: number;
  readonly management: number;
  readonly http: number;
}) {
  const folder = await mkdtemp(join(tmpdir(), 'errand-pebble-'));
  const authority = await makeAuthority(new Date());
  const own = await makeServerCertificate(authority, ['127.0.0.1', 'localhost'], new Date());
  const settings = {
    pebble: {
      listenAddress: `127.0.0.1:${ports.own}`,
      managementListenAddress: `127.0.0.1:${ports.management}`,
      certificate: join(folder, 'own.pem'),
      privateKey: join(folder, 'own.key'),
      httpPort: ports.http,
      tlsPort: 1,
    },
  };
  await writeFile(join(folder, 'own.pem'), own.certificatePem);
  await writeFile(join(folder, 'own.key'), own.keyPem);
  await writeFile(join(folder, 'trust.pem'), authority.certificatePem);
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings));
  return folder;
}

/** `httpPort`: where it looks for the answers to its challenges. */
export async function openPebbleServer(httpPort: number): Promise<PebbleServer> {
  await using stack = new AsyncDisposableStack();
  const [own, management, names] = [await freePort(), await freePort(), await freePort()];
  const folder = await folderWith({ own, management, http: httpPort });
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const off = ['-http01', '', '-https01', '', '-tlsalpn01', ''];
  const dns = [
    '-dns01',
    `127.0.0.1:${names}`,
    '-defaultIPv6',
    '',
    '-management',
    `127.0.0.1:${await freePort()}`,
  ];
  const resolver = spawn('pebble-challtestsrv', [...off, ...dns], { stdio: 'ignore' });
  stack.defer(() => settle(resolver));
  const words = ['-config', join(folder, 'settings.json'), '-dnsserver', `127.0.0.1:${names}`];
  const env = { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' };
  const pebble = spawn('pebble', words, { stdio: ['ignore', 'pipe', 'ignore'], env });
  stack.defer(() => settle(pebble));
  let said = '';
  pebble.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until('pebble to listen', async () => (said.includes('directory available') ? true : null));
  const owned = stack.move();
  return {
    directory: `https://127.0.0.1:${own}/dir`,
    trust: join(folder, 'trust.pem'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
