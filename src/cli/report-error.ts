import { CommanderError } from 'commander';
import { asErrandError, ErrandError } from '../errors/errand-error.ts';
import { hintFor } from './hints.ts';
import type { Terminal } from './output/terminal.ts';

/** Writes an error to stderr, as one JSON document with `--json`, and returns the exit status that goes with it. */
export function reportError(
  thrown: unknown,
  terminal: Terminal,
  options: { readonly json: boolean; readonly command?: string | undefined },
): number {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
  const error = fromCommander(thrown, options.command);
  const hint = hintFor(error);
  const { err } = terminal;
  if (options.json) {
    err.line(JSON.stringify({ error: error.code, message: error.message, detail: error.details, hint }));
    return error.exitCode;
  }
  for (const [index, line] of error.message.split('\n').entries()) {
    err.line(`${index === 0 ? err.paint.red('✘') : ' '} ${err.plain(line)}`);
  }
  if (hint !== null) err.line(`  ${err.paint.dim(err.plain(hint))}`);
  return error.exitCode;
}

function fromCommander(thrown: unknown, command: string | undefined): ErrandError {
  if (!(thrown instanceof CommanderError)) return asErrandError(thrown);
  const message = thrown.message.replace(/^error: /, '');
  return new ErrandError(
    'usage',
    `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace(/([.?)])\.$/, '$1'),
    { details: command === undefined ? {} : { hint: `See how: errand ${command} --help.` } },
  );
}
