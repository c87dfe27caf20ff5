import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fakeToken } from './answers.ts';
import type { FakeApi } from './fake-api.ts';

const entry = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Resolves when the output so far, stdout and stderr together, holds the text. */
  saw(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

interface Options {
  readonly api?: FakeApi;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options for Node.js itself. */
  readonly node?: readonly string[];
  /** What comes from standard input, and then its end; left out, it stays open. */
  readonly input?: string;
}

/** Starts the real command in a process of its own, with an environment that holds nothing of ours. */
export function startErrand(words: readonly string[], options: Options = {}): Running {
  return watch(process.execPath, [...(options.node ?? []), entry, ...words], options);
}

export function errand(words: readonly string[], options: Options = {}): Promise<Ended> {
  return startErrand(words, options).ended;
}

/** Runs the command on a pseudo-terminal, made by script(1); everything it shows is in `stdout`. */
export function startErrandOnTerminal(words: readonly string[], options: Options = {}): Running {
  const line = [process.execPath, entry, ...words].map((word) => `'${word}'`).join(' ');
  return watch('script', ['-qec', line, '/dev/null'], options);
}

/** Runs the command inside a line of bash, which follows it. */
export function errandInPipeline(words: readonly string[], rest: string, api: FakeApi): Promise<Ended> {
  return watch('bash', ['-c', `${[process.execPath, entry, ...words].join(' ')} ${rest}`], { api }).ended;
}

function watch(program: string, words: readonly string[], options: Options): Running {
  const child = spawn(program, words, {
    cwd: options.cwd ?? '/',
    env: { ...environment(options.api), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (options.input !== undefined) child.stdin.end(options.input);
  const seen = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text;
      for (const check of watchers) check();
    });
  }
  const saw = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!(seen.stdout + seen.stderr).includes(text)) return;
        watchers.delete(check);
        resolve();
      };
      watchers.add(check);
      check();
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...seen }));
  });
  return { process: child, saw, ended };
}

function environment(api: FakeApi | undefined): Record<string, string> {
  const { PATH = '' } = process.env;
  const home = { PATH, HOME: '/nonexistent', ERRAND_HOME: '/nonexistent', TERM: 'xterm' };
  return api === undefined ? home : { ...home, ERRAND_API_URL: api.url, ERRAND_TOKEN: fakeToken };
}
