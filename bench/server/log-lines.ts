import type { IncomingMessage } from 'node:http';

export interface ArrivedLine {
  readonly message: string;
  /** When it was written down, by the clock of the machine, milliseconds since 1970. */
  readonly written: number;
  /** When its bytes arrived here, by `performance.now()`. */
  readonly arrived: number;
}

interface WireLine {
  readonly seal?: boolean;
  readonly data?: { readonly timestamp: string; readonly message: string };
}

/** The lines of a log as they arrive, to its seal. Throws where the answer breaks off before it. */
export async function* readLogLines(log: IncomingMessage): AsyncGenerator<ArrivedLine> {
  let rest = '';
  for await (const chunk of log) {
    const arrived = performance.now();
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { seal, data } = JSON.parse(line) as WireLine;
      if (data !== undefined) yield { message: data.message, written: parseInstant(data.timestamp), arrived };
      // The answer is read to its end all the same, or the connection could not be used again.
      if (seal) rest = sealed;
    }
  }
  if (rest !== sealed) throw new Error(`the log broke off (HTTP ${log.statusCode})`);
}

const sealed = '\0sealed';

/** `Date` drops what is below the millisecond. */
function parseInstant(timestamp: string): number {
  const micros = /\.\d{3}(\d{3})/.exec(timestamp)?.[1] ?? '0';
  return Date.parse(timestamp) + Number(micros) / 1000;
}
