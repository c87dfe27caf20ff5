import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/cli-server.ts';
import { type Client, openClient } from '../support/client.ts';

/** A server of the harness, with its state on a disk of its own that can be filled up. */
export interface ChaosServer extends AsyncDisposable {
  readonly home: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  readonly client: Client;
  /** When the process that runs now was begun; milliseconds. */
  readonly startedAt: number;
  /** What the process ended with, or of; null while it is there. */
  readonly endedBy: NodeJS.Signals | number | null;
  /** Whether the process is there; it may end itself. */
  lives(): boolean;
  /** Resolves when the process is gone. */
  gone(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Starts a process, with these settings beside the usual ones. Rejects where it ends before it serves. */
  start(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Runs `work` while the disk of the state folder takes nothing more. */
  whileDiskIsFull<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` while nobody may write into the state folder. */
  whileReadOnly<T>(work: () => Promise<T>): Promise<T>;
  output(): Promise<string>;
  /** How the process ended, and what it said before. */
  lastWords(): Promise<string>;
}

const upWithinMilliseconds = 120_000;
const diskBytes = 4 * 1024 ** 3;
/** Less than the disk, however long it goes on, and more than the runs print that are judged together. */
const logMebibytes = 1024;
const always = {
  ERRAND_GRACE_SECONDS: '1',
  ERRAND_RESULTS_MIB: '8',
  ERRAND_IMAGE_PREFER: 'machine',
  // As `errand` has it: a server is up sooner.
  NODE_COMPILE_CACHE: join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'errand-chaos'),
};

const command = (program: string, ...words: readonly string[]) =>
  execFileSync(program, words, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

async function serves(apiUrl: string): Promise<boolean> {
  return fetch(`${apiUrl}/me`).then(
    ({ status }) => status !== 503,
    () => false,
  );
}

const isOver = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** A sparse file with an ext4 in it, mounted. */
async function openDisk(directory: string): Promise<string> {
  const image = join(directory, 'disk.img');
  const home = join(directory, 'home');
  await mkdir(home);
  writeFileSync(image, '');
  truncateSync(image, diskBytes);
  command('mkfs.ext4', '-q', '-E', 'lazy_itable_init=1,lazy_journal_init=1', image);
  command('mount', '-o', 'loop', image, home);
  writeFileSync(
    join(home, 'errand.yaml'),
    `retention: { log_mib: ${logMebibytes} }\ndisk: { application_mib: 64, preallocate: true }\n`,
  );
  return home;
}

class Server implements ChaosServer {
  readonly home: string;
  readonly #directory: string;
  readonly #port: number;
  readonly #usual: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #startedAt = 0;
  #client: Client | null = null;

  constructor(directory: string, home: string, port: number, usual: Readonly<Record<string, string>>) {
    this.#usual = { ...always, ...usual };
    this.#directory = directory;
    this.home = home;
    this.#port = port;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get client(): Client {
    if (this.#client === null) throw new Error('the server was never up');
    return this.#client;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  get endedBy(): NodeJS.Signals | number | null {
    return this.#child?.signalCode ?? this.#child?.exitCode ?? null;
  }

  lives(): boolean {
    return this.#child !== null && !isOver(this.#child);
  }

  async gone(): Promise<void> {
    if (this.#child !== null && !isOver(this.#child)) await once(this.#child, 'exit');
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const output = openSync(this.#outputPath, 'a');
    const env = {
      ...process.env,
      ...this.#usual,
      ERRAND_HOME: this.home,
      PORT: String(this.#port),
      ...settings,
    };
    const program = join(import.meta.dirname, 'stepped-server.ts');
    this.#startedAt = Date.now();
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', output, output] });
    closeSync(output);
    this.#child = child;
    const apiUrl = `http://127.0.0.1:${this.#port}`;
    const deadline = performance.now() + upWithinMilliseconds;
    while (!(await serves(apiUrl))) {
      if (isOver(child)) throw new Error(await this.lastWords());
      if (performance.now() > deadline) throw new Error('the server did not come up');
      await delay(20);
    }
    // A new access token each time: one lasts for a quarter of an hour.
    const { token } = JSON.parse(await readFile(join(this.home, 'local.json'), 'utf8')) as { token: string };
    this.#client = await openClient({ apiUrl, apiToken: token });
  }

  async whileDiskIsFull<T>(work: () => Promise<T>): Promise<T> {
    const filler = join(this.home, 'filler');
    try {
      const { bavail, bsize } = statfsSync(this.home);
      command('fallocate', '--length', String(bavail * bsize - 4 * 1024 * 1024), filler);
      command('sh', '-c', 'cat /dev/zero >> "$1" 2>/dev/null || true', 'sh', filler);
      return await work();
    } finally {
      await rm(filler, { force: true });
    }
  }

  /** Over the folder itself, whose files are open: the next server sees it so, those that are there do not. */
  async whileReadOnly<T>(work: () => Promise<T>): Promise<T> {
    command('mount', '--bind', this.home, this.home);
    try {
      command('mount', '-o', 'remount,bind,ro', this.home);
      return await work();
    } finally {
      command('umount', this.home);
    }
  }

  async lastWords(): Promise<string> {
    const said = (await this.output()).trimEnd().split('\n').slice(-20).join('\n');
    const state = this.lives() ? 'the server is there' : `the server ended with ${this.endedBy}`;
    return `${state}; its last words:\n${said}`;
  }

  output(): Promise<string> {
    return readFile(this.#outputPath, 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.lives()) await this.start();
    this.signal('SIGTERM');
    await this.gone();
    command('umount', this.home);
    await rm(this.#directory, { recursive: true, force: true });
  }

  get #outputPath(): string {
    return join(this.#directory, 'output.txt');
  }
}

export async function openChaosServer(settings: Readonly<Record<string, string>>): Promise<ChaosServer> {
  const directory = await mkdtemp(join(tmpdir(), 'errand-chaos-'));
  const home = await openDisk(directory);
  const server = new Server(directory, home, await freePort(), settings);
  await server.start();
  return server;
}
