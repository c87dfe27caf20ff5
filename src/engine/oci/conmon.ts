import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ErrandError } from '../../errors/errand-error.ts';
import type { Runtime } from './runtime.ts';

export interface ConmonRequest {
  readonly id: string;
  readonly bundle: string;
  readonly exitDirectory: string;
  readonly socketDirectory: string;
  readonly logPath: string;
  readonly logLimitBytes: number | null;
}

export interface Keeper {
  /** Process id of conmon. */
  readonly conmonPid: number;
  /** Process id of the container's init. */
  readonly containerPid: number;
  /** Resolves when conmon is gone: by then it has written the exit file, unless it was killed. */
  readonly gone: Promise<void>;
}

function conmonArguments(request: ConmonRequest, runtime: Runtime): readonly string[] {
  const limit = request.logLimitBytes === null ? [] : ['--log-size-max', String(request.logLimitBytes)];
  return [
    '--api-version',
    '1',
    '--cid',
    request.id,
    '--cuuid',
    request.id,
    '--name',
    request.id,
    '--runtime',
    runtime.path,
    ...runtime.globalArguments.flatMap((argument) => ['--runtime-arg', argument]),
    '--bundle',
    request.bundle,
    '--container-pidfile',
    join(request.bundle, 'pidfile'),
    '--exit-dir',
    request.exitDirectory,
    '--socket-dir-path',
    request.socketDirectory,
    '--log-path',
    `k8s-file:${request.logPath}`,
    ...limit,
    '--log-level',
    'error',
    // A pipe as standard input: without it conmon would hand in the machine's /dev/null (see oci-config.ts).
    '--stdin',
    // Only the loss of power could take lines that were written; waiting for the disk would delay every end.
    '--no-sync-log',
    // One fork less, so that conmon stays our child and its end is an event, not a question to ask again and again.
    '--sync',
  ];
}

/** The first line conmon says: `{"data": <pid>}`, or `{"data": -1, "message": …}` (conmon.c, write_sync_fd). */
async function readReport(pipe: Readable): Promise<{ readonly data: number; readonly message?: string }> {
  let text = '';
  for await (const chunk of pipe) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  if (text === '') return { data: -1, message: 'conmon ended without a word' };
  return JSON.parse(text) as { data: number; message?: string };
}

function whenGone(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.once('error', () => resolve());
  return promise;
}

/** Makes a container that waits to be started, kept by a conmon of its own that outlives this process. */
export async function createWithConmon(
  conmonPath: string,
  request: ConmonRequest,
  runtime: Runtime,
): Promise<Keeper> {
  const child = spawn(conmonPath, conmonArguments(request, runtime), {
    detached: true,
    cwd: request.bundle,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH ?? '', _OCI_SYNCPIPE: '3' },
  });
  const gone = whenGone(child);
  child.unref();
  const report = await readReport(child.stdio[3] as Readable);
  if (report.data <= 0 || child.pid === undefined) {
    await gone;
    throw new ErrandError(
      'start_failed',
      `the container could not be made: ${report.message ?? 'no reason given'}`,
    );
  }
  return { conmonPid: child.pid, containerPid: report.data, gone };
}
