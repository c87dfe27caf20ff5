import { ErrandError } from '../errors/errand-error.ts';
import { git } from './git.ts';
import type { Head, Repository } from './repository.ts';

const reference = (branch: string) => `refs/heads/${branch}`;

async function head(path: string, branch: string): Promise<Head | null> {
  const commit = await git(path, ['rev-parse', '--verify', '--quiet', reference(branch)]).catch(() => '');
  if (commit === '') return null;
  return { commit, tree: await git(path, ['rev-parse', `${commit}^{tree}`]) };
}

async function needHead(path: string, branch: string): Promise<Head> {
  const found = await head(path, branch);
  if (found !== null) return found;
  throw new ErrandError('conflict', `the branch ${branch} has no code yet; push to it first`);
}

const isAncestor = (path: string, older: string, newer: string) =>
  git(path, ['merge-base', '--is-ancestor', older, newer]).then(
    () => true,
    () => false,
  );

/** The tree of a merge of two commits, made without a work tree (git-merge-tree(1), since git 2.38). */
async function mergedTree(
  path: string,
  from: string,
  into: string,
  commits: readonly string[],
): Promise<string> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', ...commits];
  const printed = await git(path, args).catch((cause: unknown) => {
    throw new ErrandError(
      'conflict',
      `${from} cannot be merged into ${into}: both changed the same lines. Merge them in your own clone, then push`,
      { cause, details: { from, into } },
    );
  });
  return printed.split('\n')[0] ?? '';
}

/** The branches of a bare repository. */
export function openBranches(
  path: string,
): Pick<Repository, 'head' | 'setHead' | 'createBranch' | 'deleteBranch' | 'merge'> {
  return {
    head: (branch) => head(path, branch),
    async createBranch(branch, from) {
      const { commit } = await needHead(path, from);
      // The last word makes git refuse where the branch is there already.
      await git(path, ['update-ref', reference(branch), commit, '']).catch((cause: unknown) => {
        throw new ErrandError(
          'conflict',
          `there is a branch ${branch} already, or one whose name begins with it`,
          {
            cause,
          },
        );
      });
    },
    async setHead(branch, commit) {
      await git(path, ['update-ref', reference(branch), commit]);
    },
    async deleteBranch(branch) {
      await git(path, ['update-ref', '-d', reference(branch)]);
    },
    async merge(from, into) {
      const [source, target] = [await needHead(path, from), await needHead(path, into)];
      if (await isAncestor(path, source.commit, target.commit)) return target.tree;
      if (await isAncestor(path, target.commit, source.commit)) {
        await git(path, ['update-ref', reference(into), source.commit, target.commit]);
        return source.tree;
      }
      const tree = await mergedTree(path, from, into, [target.commit, source.commit]);
      const parents = ['-p', target.commit, '-p', source.commit];
      const commit = await git(path, ['commit-tree', tree, '-m', `Merge ${from} into ${into}`, ...parents]);
      await git(path, ['update-ref', reference(into), commit, target.commit]);
      return tree;
    },
  };
}
