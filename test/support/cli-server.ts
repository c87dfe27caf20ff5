import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, openClient } from './client.ts';
import { type Ended, runErrand } from './errand-command.ts';

/** The real thing: `errand serve` as a process of its own, which a test may kill and start again on the same home. */
export interface CliServer extends AsyncDisposable {
  readonly home: string;
  readonly port: number;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** Speaks to whichever process runs; its access token outlives a restart. */
  readonly client: Client;
  /** What the processes printed. */
  output(): Promise<string>;
  /** Sends a signal and waits until the process is gone. Returns its exit status, or null where the signal ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Starts a process on the same home and port, from now on with more settings; resolves when it serves the API. */
  restart(more?: Readonly<Record<string, string>>): Promise<void>;
  /** The command line on this server. */
  errand(...words: readonly string[]): Promise<Ended>;
}

const upWithinMilliseconds = 90_000;
/** No other server of this machine's tests gives addresses of it. */
const network = '10.218.0.0/16';

/** Below those that the kernel gives to connections: one of them would have it while the server that it is for is not there. */
const ports = { first: 20_000, count: 12_000 };

export async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.first + randomInt(ports.count);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** While it comes up, the server answers 503. */
async function serves(apiUrl: string): Promise<boolean> {
  return fetch(`${apiUrl}/me`).then(
    ({ status }) => status !== 503,
    () => false,
  );
}

const isOver = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function launch(home: string, port: number, environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const file = openSync(join(home, 'output.txt'), 'a');
  const words = ['src/cli/main.ts', 'serve', '--port', String(port), '--home', home];
  const cwd = join(import.meta.dirname, '../..');
  const child = spawn(process.execPath, words, { cwd, env: environment, stdio: ['ignore', file, file] });
  closeSync(file);
  const deadline = performance.now() + upWithinMilliseconds;
  while (!(await serves(`http://127.0.0.1:${port}`))) {
    if (isOver(child) || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the server did not come up:\n${await readFile(join(home, 'output.txt'), 'utf8')}`);
    }
    await delay(20);
  }
  return child;
}

export async function openCliServer(settings: Readonly<Record<string, string>> = {}): Promise<CliServer> {
  const home = await mkdtemp(join(tmpdir(), 'errand-journey-'));
  const port = await freePort();
  let environment = { ...process.env, ERRAND_NETWORK: network, ERRAND_HOME: home, ...settings };
  let child = await launch(home, port, environment).catch(async (error: unknown) => {
    await rm(home, { recursive: true, force: true });
    throw error;
  });
  const { apiUrl, token } = JSON.parse(await readFile(join(home, 'local.json'), 'utf8')) as Record<
    'apiUrl' | 'token',
    string
  >;
  const kill = async (signal: NodeJS.Signals) => {
    const gone = once(child, 'exit');
    if (isOver(child)) throw new Error('the server does not run');
    child.kill(signal);
    await gone;
    return child.exitCode;
  };
  return {
    home,
    port,
    client: await openClient({ apiUrl, apiToken: token }),
    get pid() {
      return child.pid ?? 0;
    },
    output: () => readFile(join(home, 'output.txt'), 'utf8'),
    kill,
    async restart(more = {}) {
      if (!isOver(child)) throw new Error('the server still runs');
      environment = { ...environment, ...more };
      child = await launch(home, port, environment);
    },
    errand: (...words) => runErrand(words, { ERRAND_HOME: home }),
    async [Symbol.asyncDispose]() {
      // What a killed server left on the machine, the next one on its home takes away.
      if (isOver(child)) child = await launch(home, port, environment);
      await kill('SIGTERM');
      await rm(home, { recursive: true, force: true });
    },
  };
}
