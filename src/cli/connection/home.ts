import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder where the server of this machine keeps its state: `$ERRAND_HOME`, or the place that fits the user. */
export function findHome(env: NodeJS.ProcessEnv): string {
  if (env.ERRAND_HOME) return env.ERRAND_HOME;
  if (process.getuid?.() === 0) return '/var/lib/errand';
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'errand');
}
