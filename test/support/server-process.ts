import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, openClient } from './client.ts';
import { testNetwork } from './server.ts';

/** A server as a process of its own, `errand serve`, that a test may kill and start again on the same home. */
export interface ServerProcess extends AsyncDisposable {
  readonly home: string;
  readonly apiUrl: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** The API token in `<home>/local.json`. */
  readonly token: string;
  /** Speaks to whichever process runs; its access token outlives a restart. */
  readonly client: Client;
  /** Everything the processes printed. */
  output(): Promise<string>;
  /** Sends a signal, SIGKILL unless told, and waits until the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts a new process on the same home and port, and waits until it is up. */
  restart(): Promise<void>;
}

const commandLine = join(import.meta.dirname, '../../src/cli/main.ts');
const upWithinMilliseconds = 90_000;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** `errand serve` says this once it is up and has recovered what a former process left. */
const upSentence = 'Errand serves';

const countOf = (text: string) => text.split(upSentence).length - 1;

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

export async function openServerProcess(
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const home = await mkdtemp(join(tmpdir(), 'errand-process-'));
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const outputPath = join(home, 'process.log');
  const env = { ...process.env, ERRAND_HOME: home, ERRAND_NETWORK: testNetwork, ...environment };

  let up = 0;
  const launch = async (): Promise<ChildProcess> => {
    const output = openSync(outputPath, 'a');
    const child = spawn(process.execPath, [commandLine, 'serve', '--port', String(port)], {
      env,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const deadline = Date.now() + upWithinMilliseconds;
    for (;;) {
      const text = await readFile(outputPath, 'utf8');
      if (countOf(text) > up) break;
      const late = Date.now() > deadline;
      if (late) child.kill('SIGKILL');
      if (late || ended(child)) throw new Error(`the server did not come up:\n${text}`);
      await delay(25);
    }
    up = countOf(await readFile(outputPath, 'utf8'));
    return child;
  };
  let child = await launch();
  const { token } = JSON.parse(await readFile(join(home, 'local.json'), 'utf8')) as {
    readonly token: string;
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (ended(child)) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    home,
    apiUrl,
    token,
    client: await openClient({ apiUrl, apiToken: token }),
    get pid() {
      return child.pid ?? 0;
    },
    output: () => readFile(outputPath, 'utf8'),
    kill,
    async restart() {
      await kill('SIGTERM');
      child = await launch();
    },
    async [Symbol.asyncDispose]() {
      // What a killed server left on the machine, the next one on its home takes away.
      if (ended(child)) child = await launch();
      await kill('SIGTERM');
      await rm(home, { recursive: true, force: true });
    },
  };
}
