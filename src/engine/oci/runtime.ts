import { spawn } from 'node:child_process';
import { ErrandError } from '../../errors/errand-error.ts';

/** An OCI runtime's command line: `crun`, or another that takes the same commands. */
export interface Runtime {
  readonly path: string;
  /** Arguments before the command, for conmon to pass on as well. */
  readonly globalArguments: readonly string[];
  start(id: string): Promise<void>;
  kill(id: string, signal: string): Promise<void>;
  /** Ends the container if it runs, and forgets it. No error if it is gone already. */
  delete(id: string): Promise<void>;
  /** `created`, `running` or `stopped`; null for a container it does not know. */
  state(id: string): Promise<{ readonly status: string; readonly pid: number } | null>;
}

interface Result {
  readonly status: number | null;
  readonly output: string;
  readonly complaint: string;
}

async function run(program: string, args: readonly string[]): Promise<Result> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '' },
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  return { status: await promise, output, complaint: complaint.trim() };
}

export function openRuntime(path: string, stateDirectory: string): Runtime {
  const globalArguments = ['--cgroup-manager=cgroupfs', `--root=${stateDirectory}`];
  const command = (...args: string[]) => run(path, [...globalArguments, ...args]);
  const mustSucceed = async (...args: string[]) => {
    const { status, complaint } = await command(...args);
    if (status !== 0)
      throw new ErrandError('start_failed', `${path} ${args.join(' ')} ended with ${status}: ${complaint}`);
  };
  const state = async (id: string) => {
    const { status, output } = await command('state', id);
    return status === 0 ? (JSON.parse(output) as { status: string; pid: number }) : null;
  };
  return {
    path,
    globalArguments,
    state,
    start: (id) => mustSucceed('start', id),
    async kill(id, signal) {
      await command('kill', id, signal);
    },
    async delete(id) {
      const { status, complaint } = await command('delete', '--force', id);
      if (status === 0 || (await state(id)) === null) return;
      throw new ErrandError('internal', `${path} could not delete container ${id}: ${complaint}`);
    },
  };
}
