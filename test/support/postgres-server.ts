import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './cli-server.ts';

/** A PostgreSQL of the tests' own, on the loopback, that they may kill and start again. */
export interface PostgresServer extends AsyncDisposable {
  /** Makes an empty database; its URL. */
  createDatabase(): Promise<string>;
  /** Ends it as a crash does; nothing is lost that was committed. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends every connection, as a restart of a proxy between does. */
  cutConnections(): Promise<void>;
}

const upWithinMilliseconds = 30_000;

function binaries(): string {
  const [newest] = globSync('/usr/lib/postgresql/*/bin').toSorted().reverse();
  if (newest === undefined)
    throw new Error("PostgreSQL's programs are not installed: npm run setup -- --test");
  return newest;
}

/** PostgreSQL refuses to run as root; its package makes this user. */
function postgresUser(): { readonly uid: number; readonly gid: number } {
  const id = (what: string) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** `durable`: every commit waits for the disk, as on a server that may lose its power. */
export async function openPostgresServer({ durable = false } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'errand-postgres-'));
  const user = postgresUser();
  chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } };
  const initdb = [
    '--pgdata',
    data,
    '--auth',
    'trust',
    '--no-sync',
    '--encoding',
    'UTF8',
    '--username',
    'errand',
  ];
  execFileSync(join(binaries(), 'initdb'), initdb, { ...options, stdio: 'pipe' });
  const port = await freePort();
  const url = (database: string) => `postgres://errand@127.0.0.1:${port}/${database}`;
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    // What a killed process wrote is safe with the kernel; only the loss of power, which no test brings about, needs more.
    `fsync=${durable ? 'on' : 'off'}`,
  ];
  let child: ChildProcess | undefined;
  let databases = 0;

  const query = async (statement: string) => {
    const client = new pg.Client({ connectionString: url('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const start = async () => {
    const words = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
    child = spawn(join(binaries(), 'postgres'), words, { ...options, stdio: 'ignore' });
    const deadline = Date.now() + upWithinMilliseconds;
    for (;;) {
      const error = await query('select 1').catch((reason: unknown) => reason);
      if (error === undefined) return;
      if (Date.now() > deadline || child.exitCode !== null) throw error;
      await delay(20);
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  await start();
  return {
    async createDatabase() {
      const name = `errand_${++databases}`;
      await query(`create database ${name}`);
      return url(name);
    },
    // SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, so the next start recovers as after a crash.
    kill: () => end('SIGQUIT'),
    start,
    cutConnections: () =>
      query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null',
      ),
    async [Symbol.asyncDispose]() {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
