import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { exitOf, makePipe, type Pipe, posixSpawn, type SpawnRequest } from './posix-spawn.ts';

/** What a program has as one of its descriptors: /dev/null, or a pipe that this process writes or reads. */
export type Descriptor = 'nothing' | 'input' | 'output';

export interface ProcessRequest extends Omit<SpawnRequest, 'descriptors'> {
  /** Of the descriptors 0, 1, 2 … */
  readonly descriptors: readonly Descriptor[];
}

export interface NativeProcess {
  readonly pid: number;
  /** This process's ends of the pipes, by descriptor. Nobody else reads them, and unread output stops the program. */
  readonly pipes: ReadonlyMap<number, Socket>;
  /** Its exit code, null where a signal ended it, once it and whoever inherited its descriptors are gone. */
  readonly gone: Promise<number | null>;
  /** From now on this process may end before it does. */
  unref(): void;
}

const lookAgainMilliseconds = 1;

/** A process closes its descriptors a moment before it can be waited for. */
async function reap(pid: number): Promise<number | null> {
  for (;;) {
    const exit = exitOf(pid);
    if (exit !== undefined) return exit;
    await delay(lookAgainMilliseconds);
  }
}

function whenClosed(pipe: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  pipe.once('close', () => resolve());
  pipe.on('error', () => undefined);
  return promise;
}

const endsOf = (pipe: Pipe, descriptor: Descriptor) =>
  descriptor === 'input'
    ? { theirs: pipe.readEnd, ours: pipe.writeEnd }
    : { theirs: pipe.writeEnd, ours: pipe.readEnd };

/**
 * Starts a program by `posixSpawn`. One more descriptor, behind those asked for, tells when it is gone: nothing is written to it.
 * Throws where it cannot be started, with `code` such as `ENOENT`.
 */
export function startProcess({ descriptors, ...request }: ProcessRequest): NativeProcess {
  const wanted: readonly Descriptor[] = [...descriptors, 'output'];
  const theirs: (number | null)[] = [];
  const ours = new Map<number, { readonly fd: number; readonly descriptor: Descriptor }>();
  let pid: number;
  try {
    for (const [index, descriptor] of wanted.entries()) {
      const ends = descriptor === 'nothing' ? null : endsOf(makePipe(), descriptor);
      theirs.push(ends?.theirs ?? null);
      if (ends !== null) ours.set(index, { fd: ends.ours, descriptor });
    }
    pid = posixSpawn({ ...request, descriptors: theirs });
  } catch (error) {
    for (const { fd } of ours.values()) closeSync(fd);
    throw error;
  } finally {
    for (const fd of theirs) if (fd !== null) closeSync(fd);
  }
  const pipes = new Map(
    [...ours].map(([index, { fd, descriptor }]) => [
      index,
      new Socket({ fd, readable: descriptor === 'output', writable: descriptor === 'input' }),
    ]),
  );
  for (const pipe of pipes.values()) pipe.on('error', () => undefined);
  const alive = pipes.get(descriptors.length);
  pipes.delete(descriptors.length);
  // Read, or its end would not be noticed.
  alive?.resume();
  const gone = alive === undefined ? reap(pid) : whenClosed(alive).then(() => reap(pid));
  return { pid, pipes, gone, unref: () => void alive?.unref() };
}

/** What a program printed, and how it ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Programs of the machine print a few lines, unless something is wrong. */
const largestOutputBytes = 16 * 1024 * 1024;
const largestComplaintBytes = 64 * 1024;

/** The first bytes of what comes by a pipe, and whether there were more. What is beyond is read and dropped. */
async function textOf(pipe: Socket | undefined, limitBytes: number) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  pipe?.on('data', (chunk: Buffer) => {
    if (bytes < limitBytes) chunks.push(chunk.subarray(0, limitBytes - bytes));
    bytes += chunk.length;
  });
  if (pipe !== undefined) await whenClosed(pipe);
  return { text: Buffer.concat(chunks).toString(), isCut: bytes > limitBytes };
}

/**
 * Runs a program to its end. Throws where it cannot be started, with `code` such as `ENOENT`, and where it printed more than 16 MiB;
 * of its complaint there are the first 64 KiB.
 */
export async function runToEnd(
  request: Omit<ProcessRequest, 'descriptors'> & { readonly input?: string },
): Promise<Ended> {
  const { input } = request;
  const first = input === undefined ? 'nothing' : 'input';
  const { pipes, gone } = startProcess({ ...request, descriptors: [first, 'output', 'output'] });
  if (input !== undefined) pipes.get(0)?.end(input);
  const [status, output, complaint] = await Promise.all([
    gone,
    textOf(pipes.get(1), largestOutputBytes),
    textOf(pipes.get(2), largestComplaintBytes),
  ]);
  if (output.isCut) throw new Error(`${request.program} printed more than ${largestOutputBytes} bytes`);
  return { status, output: output.text, complaint: complaint.text.trim() };
}
