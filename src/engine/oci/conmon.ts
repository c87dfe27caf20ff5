import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ErrandError } from '../../errors/errand-error.ts';
import { startProcess } from '../../linux/native-process.ts';
import type { Runtime } from './runtime.ts';

export interface ConmonRequest {
  readonly id: string;
  readonly bundle: string;
  readonly exitDirectory: string;
  readonly socketDirectory: string;
  readonly rawOutputPath: string;
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
    `k8s-file:${request.rawOutputPath}`,
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
async function readReport(
  pipe: Readable | undefined,
): Promise<{ readonly data: number; readonly message?: string }> {
  let text = '';
  for await (const chunk of pipe ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  if (text === '') return { data: -1, message: 'conmon ended without a word' };
  return JSON.parse(text) as { data: number; message?: string };
}

/** A write beyond its file size limit (see `KeeperBrake`) is then refused to it instead of ending it. */
const ignoredSignals = [constants.signals.SIGXFSZ];

/** Makes a container that waits to be started, kept by a conmon of its own that outlives this process. */
export async function createWithConmon(
  conmonPath: string,
  request: ConmonRequest,
  runtime: Runtime,
): Promise<Keeper> {
  const { pid, pipes, gone, unref } = startProcess({
    program: conmonPath,
    args: conmonArguments(request, runtime),
    ignoredSignals,
    directory: request.bundle,
    descriptors: ['nothing', 'nothing', 'nothing', 'output'],
    environment: { PATH: process.env.PATH ?? '', _OCI_SYNCPIPE: '3' },
  });
  // It outlives this process.
  unref();
  const report = await readReport(pipes.get(3));
  if (report.data <= 0) {
    await gone;
    throw new ErrandError(
      'start_failed',
      `the container could not be made: ${report.message ?? 'no reason given'}`,
    );
  }
  return { conmonPid: pid, containerPid: report.data, gone: gone.then(() => undefined) };
}
