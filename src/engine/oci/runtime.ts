import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';
import { runToEnd } from '../../linux/native-process.ts';
import { releaseStartFifo } from './start-fifo.ts';

/** An OCI runtime's command line: `crun`, or another that takes the same commands. */
export interface Runtime {
  readonly path: string;
  /** Arguments before the command, for conmon to pass on as well. */
  readonly globalArguments: readonly string[];
  start(id: string): Promise<void>;
  kill(id: string, signal: string): Promise<void>;
  /** Ends the container if it runs, and forgets it. No error if it is gone already. */
  delete(id: string): Promise<void>;
  /** The same for a container whose init is known to be dead, without a process: cgroups stay the caller's. */
  forget(id: string): void;
  /** `created`, `running` or `stopped`; null for a container it does not know. */
  state(id: string): Promise<{ readonly status: string; readonly pid: number } | null>;
}

const run = (program: string, args: readonly string[]) =>
  runToEnd({ program, args, environment: { PATH: process.env.PATH ?? '' } });

const mostRepeats = 5;

export function openRuntime(path: string, stateDirectory: string): Runtime {
  const globalArguments = ['--cgroup-manager=cgroupfs', `--root=${stateDirectory}`];
  const command = (...args: string[]) => run(path, [...globalArguments, ...args]);
  /** For commands that do no harm twice: one that was killed has said nothing about the container. */
  const surely = async (...args: string[]) => {
    let result = await command(...args);
    for (let again = 0; result.status === null && again < mostRepeats; again++)
      result = await command(...args);
    return result;
  };
  const mustSucceed = async (...args: string[]) => {
    const { status, complaint } = await command(...args);
    if (status !== 0)
      throw new ErrandError('start_failed', `${path} ${args.join(' ')} ended with ${status}: ${complaint}`);
  };
  const state = async (id: string) => {
    const { status, output } = await surely('state', id);
    return status === 0 ? (JSON.parse(output) as { status: string; pid: number }) : null;
  };
  const forget = (id: string) => rmSync(join(stateDirectory, id), { recursive: true, force: true });
  return {
    path,
    globalArguments,
    state,
    async start(id) {
      if (!releaseStartFifo(join(stateDirectory, id))) await mustSucceed('start', id);
    },
    forget,
    async kill(id, signal) {
      await surely('kill', id, signal);
    },
    async delete(id) {
      const { status, complaint } = await surely('delete', '--force', id);
      // One that was cut short may have left files of a container that the runtime no longer knows.
      if (status === 0 || (await state(id)) === null) return forget(id);
      throw new ErrandError('internal', `${path} could not delete container ${id}: ${complaint}`);
    },
  };
}
