import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/main.ts';
import { type Client, openClient } from './client.ts';

/** A whole server in this process, on a port and in a home of its own, with a client to it. */
export interface TestServer extends Client, AsyncDisposable {
  readonly home: string;
  readonly port: number;
  readonly token: string;
}

export interface TestServerOptions {
  readonly host?: string;
  /** A free one when left out. */
  readonly port?: number;
  /** What the settings file says. */
  readonly settings?: string;
}

/** Containers of these tests get addresses that no other server on the machine gives. */
export const testNetwork = '10.217.0.0/16';

export async function openServer({ settings, ...options }: TestServerOptions = {}): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'errand-server-'));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  if (settings !== undefined) await writeFile(join(home, 'errand.yaml'), settings);
  process.env.ERRAND_NETWORK = testNetwork;
  const server = await startServer({ home, port: 0, log: 'file', ...options });
  stack.defer(() => server.close());
  const { port } = new URL(server.apiUrl);
  const apiUrl = `http://127.0.0.1:${port}`;
  const client = await openClient({ apiUrl, apiToken: server.token });
  const owned = stack.move();
  return {
    ...client,
    home,
    port: Number(port),
    token: server.token,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
