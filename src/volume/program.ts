import { ErrandError } from '../errors/errand-error.ts';
import { type Ended, runToEnd } from '../linux/native-process.ts';

/** Runs a program of e2fsprogs, util-linux or coreutils among this thread's own mounts, and says how it ended. */
export function attempt(program: string, args: readonly string[]): Promise<Ended> {
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  return runToEnd({ program, args, environment });
}

/** The same, where ending with anything but 0 is an error: `volume_failed`, with what the program said. */
export async function run(program: string, ...args: readonly string[]): Promise<string> {
  const { status, output, complaint } = await attempt(program, args);
  if (status === 0) return output;
  throw new ErrandError(
    'volume_failed',
    `${program} ${args.join(' ')} ended with ${status}: ${complaint || output}`,
  );
}
