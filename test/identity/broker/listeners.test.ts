import { readdirSync, readlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readAccessToken } from '../../../src/identity/access-token.ts';
import { createBroker } from '../../../src/identity/broker/broker.ts';
import { openContainerListeners } from '../../../src/identity/broker/listeners.ts';
import type { WorkloadPrincipal } from '../../../src/identity/principal.ts';
import { loadSigningKey } from '../../../src/identity/signing-key.ts';
import { web } from '../principals.ts';
import { run } from '../run-program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { containerNamespace, mayMakeNamespaces } from './container-namespace.ts';

async function newBroker() {
  const key = await loadSigningKey(temporaryFolder());
  const broker = createBroker({ key, log: { warn: () => undefined } });
  onTestFinished(() => broker.close());
  return { key, broker };
}

function targetsFor(accept: (socket: Socket) => void) {
  return ['127.0.0.1', '::1'].map((address) => ({ address, port: 8200, accept }));
}

function openSockets(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith('socket:')).length;
}

const tokenUrl = 'http://localhost:8200/oauth2/token';
const ask = (namespace: number, ...options: readonly string[]) =>
  run(
    'curl',
    ['-sS', '--max-time', '5', ...options, tokenUrl, '-d', 'grant_type=client_credentials'],
    namespace,
  );

describe.runIf(mayMakeNamespaces)('inside a container', () => {
  test('localhost:8200 gives a token over IPv4 and over IPv6', async () => {
    const { key, broker } = await newBroker();
    const namespace = await containerNamespace();
    const listeners = openContainerListeners(
      namespace,
      targetsFor((socket) => broker.accept(socket, () => web)),
    );
    onTestFinished(() => listeners.close());
    for (const family of ['-4', '-6']) {
      const { stdout } = await ask(namespace, family, '-H', 'x-token-ttl: 90');
      const answer = JSON.parse(stdout);
      expect(answer).toMatchObject({ expires_in: 90, token_type: 'bearer' });
      expect(await readAccessToken(key, answer.access_token)).toEqual(web);
    }
  });

  test('each container is itself, and cannot reach the other', async () => {
    const { key, broker } = await newBroker();
    const worker: WorkloadPrincipal = { ...web, workload: 'worker', containerId: 'c2', environment: 'pr-1' };
    const principals = [web, worker];
    const namespaces = [await containerNamespace(), await containerNamespace()];
    for (const [index, principal] of principals.entries()) {
      const accept = (socket: Socket) => broker.accept(socket, () => principal);
      const listeners = openContainerListeners(namespaces[index] ?? -1, targetsFor(accept));
      onTestFinished(() => listeners.close());
    }
    const stranger = await containerNamespace();
    const answers = await Promise.all(namespaces.map((namespace) => ask(namespace)));
    const tokens = answers.map(({ stdout }) => JSON.parse(stdout).access_token);
    expect(await Promise.all(tokens.map((token) => readAccessToken(key, token)))).toEqual(principals);
    expect(await ask(stranger)).toMatchObject({ status: 7, stdout: '' });
  });

  test('closing stops listening, ends connections and leaves no socket', async () => {
    const namespace = await containerNamespace();
    const before = openSockets();
    const accepted: Socket[] = [];
    const listeners = openContainerListeners(
      namespace,
      targetsFor((socket) => void accepted.push(socket)),
    );
    const waiting = ask(namespace);
    await expect.poll(() => accepted.length).toBe(1);
    listeners.close();
    listeners.close();
    expect((await waiting).status).toBe(52);
    expect(await ask(namespace)).toMatchObject({ status: 7 });
    await expect.poll(openSockets).toBe(before);
  });

  test('one container cannot use up the connections of all', async () => {
    const namespace = await containerNamespace();
    let accepted = 0;
    const accept = () => void accepted++;
    const listeners = openContainerListeners(namespace, targetsFor(accept));
    onTestFinished(() => listeners.close());
    // The first 256 would wait for an answer; the rest were turned away and can be read to their end.
    const script = [
      'import socket',
      'open = [socket.create_connection(("127.0.0.1", 8200)) for _ in range(300)]',
      'print([one.recv(1) for one in open[256:]].count(b""))',
    ].join('\n');
    expect(await run('python3', ['-c', script], namespace)).toMatchObject({ stdout: '44\n' });
    expect(accepted).toBe(256);
  });

  test('an address that is taken is an error and leaves nothing open', async () => {
    const namespace = await containerNamespace();
    const before = openSockets();
    const [ipv4] = targetsFor((socket) => void socket.destroy());
    if (ipv4 === undefined) throw new Error('no target');
    expect(() => openContainerListeners(namespace, [ipv4, ipv4])).toThrow('EADDRINUSE');
    await expect.poll(openSockets).toBe(before);
  });
});
