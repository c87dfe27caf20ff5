import { type ChildProcess, spawn } from 'node:child_process';
import { ErrandError } from '../errors/errand-error.ts';

/**
 * Settings of the machine's or a user's git must not change what a push becomes, nor what somebody pushed beside it: a commit, tree
 * or file is what its hash says, with the parents that it names.
 */
export const gitEnvironment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/nonexistent/grafts',
  GIT_SHALLOW_FILE: '',
  GIT_AUTHOR_NAME: 'errand',
  GIT_AUTHOR_EMAIL: 'errand@localhost',
  GIT_COMMITTER_NAME: 'errand',
  GIT_COMMITTER_EMAIL: 'errand@localhost',
};

/** Of what is listed: the names of some 200 000 files. */
const largestOutputBytes = 16 * 1024 * 1024;
const largestComplaintCharacters = 64 * 1024;

/**
 * Waits for a process and returns what it printed, up to 16 MiB: what it prints may be what somebody pushed. Error: `source_invalid`,
 * with its complaint where it fails.
 */
export async function finished(child: ChildProcess, name: string): Promise<string> {
  return (await finishedBytes(child, name)).toString().trimEnd();
}

async function finishedBytes(child: ChildProcess, name: string): Promise<Buffer> {
  const output: Buffer[] = [];
  let bytes = 0;
  let complaint = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= largestOutputBytes) output.push(chunk);
    else child.kill('SIGKILL');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(0, largestComplaintCharacters);
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const status = await promise;
  if (bytes > largestOutputBytes)
    throw new ErrandError('source_invalid', `${name} printed more than ${largestOutputBytes} bytes`);
  if (status === 0) return Buffer.concat(output);
  throw new ErrandError('source_invalid', `${name} ended with ${status}: ${complaint.trim()}`);
}

/** Runs git on a bare repository, with a work tree where one is given. */
export async function git(
  repository: string,
  args: readonly string[],
  extra: Record<string, string> = {},
): Promise<string> {
  return finished(startGit(repository, args, extra), nameOf(args));
}

/** The same where it prints bytes that are no text. */
export async function gitBytes(repository: string, args: readonly string[]): Promise<Buffer> {
  return finishedBytes(startGit(repository, args, {}), nameOf(args));
}

const nameOf = (args: readonly string[]) => `git ${args[0] ?? ''}`;

function startGit(repository: string, args: readonly string[], extra: Record<string, string>): ChildProcess {
  return spawn('git', args, {
    env: { ...gitEnvironment, GIT_DIR: repository, ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
