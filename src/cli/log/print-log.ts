import { createControlFilter } from '../output/control-filter.ts';
import type { Output } from '../output/terminal.ts';
import type { LogEntry } from './log-entry.ts';

export interface LogPrinter {
  print(entry: LogEntry): void;
  /** Leaves the terminal as it was found: at the start of a line, without a colour. */
  end(): void;
}

/** A printer for people on a terminal, for programs behind a pipe (messages byte for byte), or for `--json` (NDJSON). */
export function createLogPrinter(output: Output, options: { readonly json: boolean }): LogPrinter {
  if (options.json) return { print: (entry) => output.line(JSON.stringify(entry)), end: () => {} };
  if (!output.isTty) return { print: (entry) => output.write(entry.data.message), end: () => {} };
  return createScreenPrinter(output);
}

function createScreenPrinter(output: Output): LogPrinter {
  const filters = new Map<string, (chunk: string) => string>();
  let atLineStart = true;

  function filterFor(stream: string): (chunk: string) => string {
    const filter = filters.get(stream) ?? createControlFilter({ colours: output.colours });
    filters.set(stream, filter);
    return filter;
  }

  return {
    print: ({ data }) => {
      const text = filterFor(data.stream ?? '')(data.message);
      if (text === '') return;
      atLineStart = text.endsWith('\n');
      output.write(text.includes('\x1b') ? text : dress(text, data.stream, output));
    },
    end: () => {
      if (!atLineStart) output.line();
      if (output.colours) output.write('\x1b[0m');
    },
  };
}

/** Errors of the command are red; text with colours of its own keeps them. */
function dress(text: string, stream: string | undefined, { paint }: Output): string {
  return stream === 'stderr' ? text.replace(/[^\n]+/g, (line) => paint.red(line)) : text;
}
