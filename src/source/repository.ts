import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigFile } from '../config/parse.ts';
import { storageUser } from '../container/container-spec.ts';
import { openBranches } from './branches.ts';
import { readConfigFiles } from './config-files.ts';
import { finished, git } from './git.ts';
import { largestSourceBytes, unpack } from './unpack.ts';

/** A project's sources, in a bare git repository: every push is a commit on its environment's branch. */
export interface Repository {
  /** Where it is, for git itself. */
  readonly path: string;
  /** Takes a tar archive in as the branch's next commit. Returns the hash of its tree. Errors: `source_invalid`, `payload_too_large`. */
  importArchive(branch: string, archivePath: string): Promise<string>;
  /** Hash of a commit's tree. */
  treeOf(commit: string): Promise<string>;
  /** The branch's newest commit and its tree; null where there is no such branch. */
  head(branch: string): Promise<Head | null>;
  /** Makes a branch where another one is. Error: `conflict` where it is there already. */
  createBranch(branch: string, from: string): Promise<void>;
  deleteBranch(branch: string): Promise<void>;
  /** Moves a branch to a commit, wherever it is now. */
  setHead(branch: string, commit: string): Promise<void>;
  /**
   * Brings the commits of one branch into another, by moving it on or by a merge. Returns the tree of `into` then. Error: `conflict`,
   * with the files that both changed.
   */
  merge(from: string, into: string): Promise<string>;
  /** Texts of the files in the tree's `.upsun` folder. Error: `config_invalid`, as of those in a directory (`config/read.ts`). */
  configFiles(tree: string): Promise<readonly ConfigFile[]>;
  /** Hash of a folder of the tree; null where there is none. Empty path: the tree itself. */
  subtree(tree: string, path: string): Promise<string | null>;
  /** Names of the files and folders at the top of a tree. */
  names(tree: string): Promise<readonly string[]>;
  /** Writes a tree's files into a folder, owned by the storage user. */
  extract(tree: string, folder: string): Promise<void>;
}

export interface Head {
  readonly commit: string;
  readonly tree: string;
}

async function commit(path: string, workTree: string, index: string, branch: string): Promise<string> {
  const extra = { GIT_WORK_TREE: workTree, GIT_INDEX_FILE: index };
  await git(
    path,
    ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false', 'add', '--all', '--force', '.'],
    extra,
  );
  const tree = await git(path, ['write-tree'], extra);
  const reference = `refs/heads/${branch}`;
  const parent = await git(path, ['rev-parse', '--verify', '--quiet', reference]).catch(() => '');
  const parentArguments = parent === '' ? [] : ['-p', parent];
  const made = await git(path, ['commit-tree', tree, '-m', 'Pushed from a directory', ...parentArguments]);
  await git(path, ['update-ref', reference, made]);
  return tree;
}

/** By the index, not `git archive`: that leaves out what `.gitattributes` marks `export-ignore`. */
async function extract(path: string, tree: string, folder: string): Promise<void> {
  // Synchronous, as everything here is done by this thread and its children: the folder may be on a disk that they alone see.
  mkdirSync(folder, { recursive: true });
  const index = `${folder}.index`;
  const extra = { GIT_WORK_TREE: folder, GIT_INDEX_FILE: index };
  try {
    await git(path, ['read-tree', tree], extra);
    await git(path, ['checkout-index', '--all', '--force', '--quiet'], extra);
  } finally {
    rmSync(index, { force: true });
  }
  const owner = `${storageUser.uid}:${storageUser.gid}`;
  const args = ['--recursive', '--no-dereference', owner, folder];
  await finished(spawn('chown', args, { stdio: ['ignore', 'pipe', 'pipe'] }), 'chown');
}

/** Opens a project's repository, making it at the first use. */
export async function openRepository(
  path: string,
  temporaryDirectory: string,
  archiveLimitBytes: number = largestSourceBytes,
): Promise<Repository> {
  if (!existsSync(join(path, 'HEAD'))) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await git(path, ['init', '--bare', '--quiet', '--initial-branch=main']);
  }
  return {
    path,
    async importArchive(branch, archivePath) {
      await mkdir(temporaryDirectory, { recursive: true, mode: 0o700 });
      const work = await mkdtemp(join(temporaryDirectory, 'import-'));
      try {
        const workTree = join(work, 'tree');
        await mkdir(workTree);
        await unpack(archivePath, workTree, archiveLimitBytes);
        return await commit(path, workTree, join(work, 'index'), branch);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    treeOf: (commit) => git(path, ['rev-parse', `${commit}^{tree}`]),
    ...openBranches(path),
    configFiles: (tree) => readConfigFiles(path, tree),
    async subtree(tree, folder) {
      if (folder === '') return tree;
      const type = await git(path, ['cat-file', '-t', `${tree}:${folder}`]).catch(() => '');
      return type === 'tree' ? git(path, ['rev-parse', `${tree}:${folder}`]) : null;
    },
    async names(tree) {
      const listed = await git(path, ['ls-tree', '-z', '--name-only', tree]);
      return listed.split('\0').filter((name) => name !== '');
    },
    extract: (tree, folder) => extract(path, tree, folder),
  };
}
