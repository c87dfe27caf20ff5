import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Measured runs of each contender; null for the benchmark's own number. */
  readonly runs: number | null;
  /** Runs before those, not counted. */
  readonly warmUps: number;
  /** Runs that execute at the same time, where a benchmark has several. */
  readonly inFlight: number;
  /** How long the server is left alone before its memory is read, seconds. */
  readonly idleSeconds: number;
  /** Where the time of a start goes, as well. */
  readonly trace: boolean;
  /** Tables to be pasted into `docs/benchmarks.md`. */
  readonly markdown: boolean;
  /** Fires when the benchmark is to end early. */
  readonly signal: AbortSignal;
}

export const usage = `Usage: npm run bench -- [start|slug|throughput|memory|mask|config|queue|triggers|log|growth|restart] [options]   (all without a name)
  --runs <n>       measured runs of each contender
  --warm-ups <n>   runs before those, not counted (5)
  --in-flight <n>  throughput: runs at the same time (4)
  --idle <s>       memory: seconds of rest before it is read (10)
  --trace          start: where the time goes
  --markdown       print Markdown tables`;

const flags = {
  runs: { type: 'string' },
  'warm-ups': { type: 'string', default: '5' },
  'in-flight': { type: 'string', default: '4' },
  idle: { type: 'string', default: '10' },
  trace: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
} as const;

/** The benchmark's name, null for all, and the options. Throws with the usage where something is not understood. */
export function readOptions(
  args: readonly string[],
  signal: AbortSignal,
): { readonly name: string | null; readonly options: BenchOptions } {
  const { values, positionals } = parse(args);
  const options = {
    runs: values.runs === undefined ? null : wholeNumber('--runs', values.runs, 1),
    warmUps: wholeNumber('--warm-ups', values['warm-ups'], 0),
    inFlight: wholeNumber('--in-flight', values['in-flight'], 1),
    idleSeconds: wholeNumber('--idle', values.idle, 0),
    trace: values.trace,
    markdown: values.markdown,
    signal,
  };
  return { name: positionals[0] ?? null, options };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}`, { cause });
  }
}

function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${flag} is '${text}'; it must be a whole number from ${least}\n${usage}`);
}
