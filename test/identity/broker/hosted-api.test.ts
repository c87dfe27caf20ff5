import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { type AddressInfo, connect as connectPlain, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadAuthority } from '../../../src/identity/authority.ts';
import { createHostedApi, type HostedApi } from '../../../src/identity/broker/hosted-api.ts';
import { openContainerListeners } from '../../../src/identity/broker/listeners.ts';
import { run } from '../run-program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { containerNamespace, mayMakeNamespaces } from './container-namespace.ts';

const echo: RequestListener = async (request, response) => {
  const body = await text(request);
  response.end(JSON.stringify({ url: request.url, host: request.headers.host, body }));
};

async function hosted(handler: RequestListener = echo) {
  const folder = temporaryFolder();
  const authority = await loadAuthority(join(folder, 'keys'), []);
  const api = createHostedApi(authority, handler);
  onTestFinished(() => api.close());
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, authority.caCertificatePem);
  return { api, authority, caFile };
}

async function onLoopback(api: HostedApi): Promise<number> {
  const server = createServer((socket) => api.accept(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe.runIf(mayMakeNamespaces)('inside a container', () => {
  async function curl(namespace: number, caFile: string, ...options: readonly string[]) {
    const there = ['--resolve', 'api.upsun.com:443:127.0.0.2', '--cacert', caFile, '--max-time', '5'];
    return run('curl', ['-sS', ...there, ...options], namespace);
  }

  async function reachable(handler?: RequestListener) {
    const { api, caFile } = await hosted(handler);
    const namespace = await containerNamespace();
    const target = { address: '127.0.0.2', port: 443, accept: api.accept };
    const listeners = openContainerListeners(namespace, [target]);
    onTestFinished(() => listeners.close());
    return { namespace, caFile };
  }

  test('https://api.upsun.com is this server', async () => {
    const { namespace, caFile } = await reachable();
    const large = 'x'.repeat(200_000);
    const file = join(temporaryFolder(), 'body');
    writeFileSync(file, large);
    const ended = await curl(namespace, caFile, '--data', `@${file}`, 'https://api.upsun.com/projects/p1');
    expect(ended.stderr).toBe('');
    expect(JSON.parse(ended.stdout)).toEqual({ url: '/projects/p1', host: 'api.upsun.com', body: large });
  });

  test('a client that asks for HTTP/2 gets HTTP/1.1', async () => {
    const { namespace, caFile } = await reachable();
    const shown = ['--http2', '-o', '/dev/null', '-w', '%{http_version} %{response_code}'];
    expect((await curl(namespace, caFile, ...shown, 'https://api.upsun.com/')).stdout).toBe('1.1 200');
  });

  test('two requests share a connection, and an answer may come in pieces', async () => {
    const { namespace, caFile } = await reachable((_request, response) => {
      response.write('one ');
      setTimeout(() => response.end('two '), 100);
    });
    const urls = ['https://api.upsun.com/a', 'https://api.upsun.com/b'];
    const ended = await curl(namespace, caFile, '-w', '%{num_connects} ', ...urls);
    expect(ended.stdout).toBe('one two 1 one two 0 ');
  });
});

test('a renewed certificate is used from then on', async () => {
  const { api, authority } = await hosted();
  const port = await onLoopback(api);
  const serial = async () => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: authority.caCertificatePem,
    });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const renewed = await loadAuthority(temporaryFolder(), []);
  expect(await serial()).toEqual(expect.any(String));
  api.renew(renewed);
  await expect(serial()).rejects.toThrow('certificate');
});

test('closing ends connections, in their handshake too, and takes no more', async () => {
  const { api, authority } = await hosted();
  const port = await onLoopback(api);
  const trust = { port, host: '127.0.0.1', servername: 'localhost', ca: authority.caCertificatePem };
  const talking = connect(trust);
  await once(talking, 'secureConnect');
  const silent = connectPlain(port, '127.0.0.1');
  await once(silent, 'connect');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const ends = [once(talking.resume(), 'close'), once(silent.resume(), 'close')];
  api.close();
  await Promise.all(ends);
  await expect(once(connect(trust), 'secureConnect')).rejects.toThrow();
});

test('what is not TLS harms nobody', async () => {
  const { api } = await hosted();
  const port = await onLoopback(api);
  const socket = connectPlain(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await once(socket.resume(), 'close');
});
