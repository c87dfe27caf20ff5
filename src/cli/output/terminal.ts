import picocolors from 'picocolors';
import { createControlFilter } from './control-filter.ts';

/** Where the command writes: `out` for results, `err` for everything said on the way there. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

export interface Output {
  readonly isTty: boolean;
  readonly colours: boolean;
  /** Colours text where this output shows colours, and leaves it alone elsewhere. */
  readonly paint: Paint;
  write(text: string): void;
  line(text?: string): void;
  /** One line of foreign text, without anything that could drive a terminal. */
  plain(text: string): string;
}

export type Paint = ReturnType<typeof picocolors.createColors>;

/** The process's own outputs. Colours appear on a terminal only, and not when NO_COLOR is set (https://no-color.org). */
export function openTerminal(options: {
  readonly colour: boolean;
  readonly env: NodeJS.ProcessEnv;
}): Terminal {
  const allowed = options.colour && !options.env.NO_COLOR && options.env.TERM !== 'dumb';
  return { out: openOutput(process.stdout, allowed), err: openOutput(process.stderr, allowed) };
}

function openOutput(stream: NodeJS.WriteStream, coloursAllowed: boolean): Output {
  const isTty = stream.isTTY === true;
  const colours = isTty && coloursAllowed;
  const write = (text: string): void => {
    stream.write(text);
  };
  return {
    isTty,
    colours,
    paint: picocolors.createColors(colours),
    write,
    line: (text = '') => write(`${text}\n`),
    plain: (text) => createControlFilter({ colours: false })(text).replaceAll('\n', ' '),
  };
}

// What a program ends with that SIGPIPE killed.
const pipeClosedStatus = 141;

/** When whoever reads the output has gone (`| head`), ends the process without a word. */
export function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(pipeClosedStatus);
      throw error;
    });
  }
}
