import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Debian's docker-registry on the loopback, seen through a door that can hold back or falsify a blob. */
export interface TestRegistry extends AsyncDisposable {
  /** `127.0.0.1:41234`: what stands before the repository in a reference. */
  readonly host: string;
  /** Paths asked for so far. */
  readonly requests: readonly string[];
  /** Copies the image of an OCI layout into it; `options` are skopeo's. */
  push(layout: string, name: string, options?: readonly string[]): void;
  /** From now on the bytes of this blob are wrong. */
  falsify(digest: string | null): void;
  /** From now on answers for this blob stop half way and never end. */
  holdBack(digest: string | null): void;
}

export const registryUser = { username: 'reader', password: 'a secret of the registry' };

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    const listens = await promise;
    socket.destroy();
    if (listens) return;
    await delay(25);
  }
  throw new Error(`docker-registry ended with ${child.exitCode}`);
}

function authOf(directory: string): string {
  const line = execFileSync('htpasswd', ['-Bbn', registryUser.username, registryUser.password]);
  const path = join(directory, 'htpasswd');
  execFileSync('tee', [path], { input: line, stdio: ['pipe', 'ignore', 'inherit'] });
  return `auth:\n  htpasswd:\n    realm: test\n    path: ${path}\n`;
}

async function startRegistry(
  directory: string,
  auth: string,
): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const config = join(directory, 'config.yml');
  const storage = `storage:\n  filesystem:\n    rootdirectory: ${directory}/blobs\n`;
  const quiet = 'log:\n  level: error\n  accesslog:\n    disabled: true\n';
  await writeFile(config, `version: 0.1\n${quiet}${storage}http:\n  addr: 127.0.0.1:${port}\n${auth}`);
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  await untilListening(port, child);
  return { child, port };
}

interface Spoiled {
  wrong: string | null;
  held: string | null;
}

/** The first half of the answer, then silence; or the whole of it with other bytes. */
function passOn(spoiled: Spoiled, path: string, answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  const isBlob = (digest: string | null) => digest !== null && path.endsWith(`/blobs/${digest}`);
  if (isBlob(spoiled.wrong)) {
    answer.on('data', (chunk: Buffer) => response.write(Buffer.alloc(chunk.length, 7)));
    answer.on('end', () => response.end());
  } else if (isBlob(spoiled.held)) {
    answer.once('data', (chunk: Buffer) => response.write(chunk.subarray(0, Math.ceil(chunk.length / 2))));
  } else answer.pipe(response);
}

function openDoor(target: number, requests: string[], spoiled: Spoiled): Server {
  return createServer((incoming, response) => {
    const path = incoming.url ?? '/';
    requests.push(path);
    const options = {
      port: target,
      host: '127.0.0.1',
      path,
      method: incoming.method,
      headers: incoming.headers,
    };
    const outgoing = request(options, (answer) => passOn(spoiled, path, answer, response));
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
}

export async function openRegistry(options: { readonly withLogin?: boolean } = {}): Promise<TestRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'errand-registry-'));
  const auth = options.withLogin === true ? authOf(directory) : '';
  const { child, port: behind } = await startRegistry(directory, auth);
  const requests: string[] = [];
  const spoiled: Spoiled = { wrong: null, held: null };
  const door = openDoor(behind, requests, spoiled);
  const { promise, resolve } = Promise.withResolvers<void>();
  door.listen(0, '127.0.0.1', resolve);
  await promise;
  const host = `127.0.0.1:${(door.address() as AddressInfo).port}`;
  const login =
    options.withLogin === true ? ['--dest-creds', `${registryUser.username}:${registryUser.password}`] : [];
  return {
    host,
    requests,
    push(layout, name, options = []) {
      const target = `docker://127.0.0.1:${behind}/${name}`;
      const args = ['--insecure-policy', 'copy', '--quiet', '--dest-tls-verify=false', ...login];
      execFileSync('skopeo', [...args, ...options, `oci:${layout}:image`, target], { stdio: 'pipe' });
    },
    falsify(digest) {
      spoiled.wrong = digest;
    },
    holdBack(digest) {
      spoiled.held = digest;
    },
    async [Symbol.asyncDispose]() {
      const ended = Promise.withResolvers<void>();
      child.once('exit', () => ended.resolve());
      child.kill('SIGKILL');
      door.closeAllConnections();
      door.close();
      await ended.promise;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
