import { shellWord } from '../../container/shell-word.ts';
import { shell } from './oci-config.ts';

/** Variables that mean something to a shell when they are set in it, and nothing when it is begun with them. */
const shellsOwn = ['IFS', 'OPTIND'];

/**
 * What the shell of a waiting container reads: its variables, and the command as its argument. To begin another shell with them would
 * be the same and costs an execution, which is a good part of the time between trigger and first line.
 */
export function gateScript(command: string, environment: Readonly<Record<string, string>>): string {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${shellWord(value)}\n`);
  const needsShellAnew = shellsOwn.some((name) => name in environment);
  const last = needsShellAnew ? `exec /bin/sh -c ${shellWord(shell)} sh` : 'set --';
  return `${exports.join('')}${last} ${shellWord(command)}\n`;
}
