import { ErrandError } from '../../errors/errand-error.ts';

/** One line of a log as it travels (wire.md 3.4). Messages carry their own line ends. */
export interface LogEntry {
  readonly _id: number;
  readonly data: { readonly timestamp: string; readonly message: string; readonly stream?: string };
}

interface Seal {
  readonly _id: number;
  readonly seal: true;
}

/** Reads entries from a response as they come, to the seal or to wherever the body breaks off. */
export async function* readLogEntries(body: AsyncIterable<Uint8Array>): AsyncGenerator<LogEntry | Seal> {
  for await (const line of readLines(body)) {
    // In an event stream the JSON is behind `data:`; ids, names and heartbeats say nothing more.
    if (/^(\s*$|:|id:|event:|retry:)/.test(line)) continue;
    yield parseEntry(line.startsWith('data: ') ? line.slice('data: '.length) : line);
  }
}

/** Complete lines only: what a dropped connection leaves of the last one comes again after the reconnect. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // Kept in pieces until the line's end: a line may be megabytes long (P19).
  let pieces: string[] = [];
  for await (const chunk of body) {
    const [rest = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    pieces.push(rest);
    for (const next of others) {
      yield pieces.join('');
      pieces = [next];
    }
  }
}

function parseEntry(line: string): LogEntry | Seal {
  try {
    return JSON.parse(line) as LogEntry | Seal;
  } catch (error) {
    throw new ErrandError('internal', `The log has a line that is not JSON: ${line.slice(0, 80)}`, {
      cause: error,
    });
  }
}
