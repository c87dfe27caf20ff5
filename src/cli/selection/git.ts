import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

// A list of a big repository's files; far above any seen.
const maxOutputBytes = 512 * 1024 * 1024;

/** How a git command ended: what it printed, or why it did not. */
export type GitAnswer =
  | { readonly kind: 'printed'; readonly output: Buffer }
  | { readonly kind: 'no_repository' }
  | { readonly kind: 'not_installed' }
  | { readonly kind: 'failed'; readonly message: string };

/** Runs git in a directory. Never rejects. */
export async function askGit(directory: string, args: readonly string[]): Promise<GitAnswer> {
  try {
    const { stdout } = await run('git', ['-C', directory, ...args], {
      encoding: 'buffer',
      maxBuffer: maxOutputBytes,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return { kind: 'printed', output: stdout };
  } catch (error) {
    const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: Buffer };
    if (code === 'ENOENT') return { kind: 'not_installed' };
    const message = stderr?.toString().trim() || String(error);
    return message.includes('not a git repository') ? { kind: 'no_repository' } : { kind: 'failed', message };
  }
}

/** The branch checked out in a directory, or null where there is none: no repository, or a detached HEAD. */
export async function currentBranch(directory: string): Promise<string | null> {
  const answer = await askGit(directory, ['symbolic-ref', '--short', '-q', 'HEAD']);
  return answer.kind === 'printed' ? answer.output.toString().trim() || null : null;
}
