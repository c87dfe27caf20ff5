import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const largestOutputBytes = 64 * 1024 * 1024;

/** Of the server's environment only what says where programs and proxies are; no token or key of the operator goes along. */
const passedOn = [
  'PATH',
  'TMPDIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

export interface ProgramOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMilliseconds?: number;
  readonly directory?: string;
  /** Gives it the server's HOME: what is set up there, such as npm's registry, counts. */
  readonly home?: boolean;
}

/** What went wrong, in the program's own words. */
export class ProgramFailure extends Error {
  readonly complaint: string;

  constructor(program: string, complaint: string, cause: unknown) {
    super(`${program}: ${complaint}`, { cause });
    this.complaint = complaint;
  }
}

function environment({ home = false }: ProgramOptions): NodeJS.ProcessEnv {
  const known = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const homeFolder = (home ? process.env.HOME : undefined) ?? '/nonexistent';
  return { ...Object.fromEntries(known), LC_ALL: 'C.UTF-8', HOME: homeFolder };
}

function complaintOf(error: unknown, options: ProgramOptions): string {
  const { stderr, killed, code } = error as { stderr?: string; killed?: boolean; code?: unknown };
  if (code === 'ENOENT') return 'it is not installed';
  const said = (stderr ?? '').trim();
  if (killed && said === '') return `no answer within ${(options.timeoutMilliseconds ?? 0) / 1000} s`;
  return said === '' ? `ended with ${String(code)}` : said;
}

/** Runs a program to its end and returns its output. Error: `ProgramFailure`; an abort throws the signal's reason. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  options.signal?.throwIfAborted();
  try {
    const { stdout } = await execute(program, args, {
      env: environment(options),
      maxBuffer: largestOutputBytes,
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.timeoutMilliseconds === undefined ? {} : { timeout: options.timeoutMilliseconds }),
    });
    return stdout;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new ProgramFailure(program, complaintOf(error, options), error);
  }
}
