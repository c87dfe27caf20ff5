import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ApiClient, createApiClient } from '../../src/cli/client/api-client.ts';
import type { Connection } from '../../src/cli/connection/connection.ts';
import { readLocalServer } from '../../src/cli/connection/local-server.ts';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';

/** A server started by `errand serve`, as users start it; disposing of it stops it and waits for its end. */
export interface SpawnedServer extends AsyncDisposable {
  /** The server itself, not the command that started it. */
  readonly pid: number;
  readonly connection: Connection;
  readonly client: ApiClient;
  /** Where its containers' bundles are. */
  readonly runtimeDirectory: string;
}

/** Chooses the Node.js and its flags. */
const program = fileURLToPath(new URL('../../scripts/errand.mjs', import.meta.url));
/** Another than the server's own default and, most likely, than another benchmark's: servers must not share one. */
const addressPool = `10.${224 + (process.pid % 16)}.0.0/16`;
const startSeconds = 60;
const stopSeconds = 60;
const lookAgainMilliseconds = 25;

/** Starts a server with its home in the folder, and waits until it answers. `environment` is added to this process's. */
export async function spawnServer(
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<SpawnedServer> {
  const home = join(directory, 'home');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const log = openSync(join(directory, 'server.out'), 'a');
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--home', home], {
    cwd: directory,
    // Ctrl-C goes to this process alone: a second signal would end the server before it has tidied up.
    detached: true,
    stdio: ['ignore', log, log],
    env: { ERRAND_NETWORK: addressPool, ...process.env, ...environment, ERRAND_HOME: home },
  });
  closeSync(log);
  try {
    const connection = await untilItAnswers(child, home);
    return {
      pid: startedBy(child),
      connection,
      client: createApiClient(connection),
      runtimeDirectory: runtimeDirectoryOf(instanceOf(home)),
      [Symbol.asyncDispose]: () => stop(child),
    };
  } catch (cause) {
    await stop(child);
    const printed = await readFile(join(directory, 'server.out'), 'utf8').catch(() => '');
    throw new Error(`the server did not start: ${printed.trim().split('\n').slice(-5).join('\n')}`, {
      cause,
    });
  }
}

async function untilItAnswers(child: ChildProcess, home: string): Promise<Connection> {
  const until = performance.now() + startSeconds * 1000;
  while (child.exitCode === null && performance.now() < until) {
    const local = await readLocalServer(home);
    // 503 is what it says until it is ready.
    const answer = local === null ? null : await fetch(local.apiUrl).catch(() => null);
    await answer?.arrayBuffer();
    if (local !== null && answer !== null && answer.status !== 503) {
      return { apiUrl: local.apiUrl, authUrl: local.apiUrl, apiToken: local.token };
    }
    await delay(lookAgainMilliseconds);
  }
  throw new Error(
    child.exitCode === null ? `no answer in ${startSeconds} s` : `it ended with ${child.exitCode}`,
  );
}

/** The one child of the command. */
function startedBy(child: ChildProcess): number {
  const [pid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  if (pid) return pid;
  throw new Error('the command that starts the server has no child');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = delay(stopSeconds * 1000, 'late', { signal: patience.signal }).catch(() => 'gone');
  if ((await Promise.race([gone, late])) === 'late') {
    // A group of its own: the command and the server.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    throw new Error(`the server did not stop in ${stopSeconds} s; 'errand doctor' says what it left`);
  }
  patience.abort();
}
