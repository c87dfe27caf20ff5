import { git } from './git.ts';

export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
  readonly message: string;
}

/** What a push brought to a branch. */
export interface PushedCommits {
  /** The newest first; not all where there are many. */
  readonly commits: readonly Commit[];
  readonly count: number;
}

const mostCommits = 25;
const longestMessage = 2000;
const format = ['%H', '%P', '%an', '%ae', '%aI', '%B'].join('%n');

function readCommit(text: string): Commit {
  const [sha = '', parents = '', name = '', email = '', date = '', ...message] = text.split('\n');
  return {
    sha,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: { name, email, date },
    message: message.join('\n').trimEnd().slice(0, longestMessage),
  };
}

async function read(path: string, range: readonly string[], most: number): Promise<readonly Commit[]> {
  const log = await git(path, ['log', '-z', `--max-count=${most}`, `--format=${format}`, ...range]);
  const commits = log.split('\0').filter((text) => text !== '');
  return commits.map(readCommit);
}

/** The newest commit of a branch, alone. */
export async function newestCommit(path: string, branch: string): Promise<PushedCommits> {
  const commits = await read(path, [`refs/heads/${branch}`], 1);
  return { commits, count: commits.length };
}

/**
 * The commits of a branch since `before`, a commit; null: those that no other branch has. A branch that moved to where `before` is no
 * part of its past any more has those since the two parted.
 */
export async function pushedCommits(
  path: string,
  branch: string,
  before: string | null,
): Promise<PushedCommits> {
  const head = `refs/heads/${branch}`;
  const range =
    before === null ? [head, '--not', `--exclude=${branch}`, '--branches'] : [`${before}..${head}`];
  const [commits, count] = await Promise.all([
    read(path, range, mostCommits),
    git(path, ['rev-list', '--count', ...range]),
  ]);
  return { commits, count: Number(count) };
}
