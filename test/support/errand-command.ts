import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A command that is over. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const repository = join(import.meta.dirname, '../..');
export const commandLine = join(repository, 'src/cli/main.ts');

/** A command that goes on. */
export interface Running {
  /** What it has printed on standard output so far. */
  output(): string;
  readonly ended: Promise<Ended>;
}

export function startCommand(
  program: string,
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Running {
  const env = { ...process.env, NO_COLOR: '1', ...settings };
  const child = spawn(program, words, { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const ended = Promise.all([text(child.stderr), once(child, 'close')]).then(([stderr]) => ({
    status: child.exitCode,
    stdout: output,
    stderr,
  }));
  return { output: () => output, ended };
}

/** Runs a program to its end. */
export function runCommand(
  program: string,
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startCommand(program, words, settings).ended;
}

/** `errand …`, from the sources. */
export function runErrand(
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return runCommand(process.execPath, [commandLine, ...words], settings);
}

/** The same, to be looked at while it goes on. */
export function startErrand(
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Running {
  return startCommand(process.execPath, [commandLine, ...words], settings);
}
