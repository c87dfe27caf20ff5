import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { git, gitBytes } from './git.ts';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, in the zone it was written in. */
  readonly date: string;
}

export interface CommitObject {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface TreeItem {
  /** Name in its folder. */
  readonly path: string;
  /** `100644`, `040000`, as git writes it. */
  readonly mode: string;
  /** `blob`, `tree`, or `commit` for a submodule. */
  readonly type: string;
  readonly sha: string;
}

export interface BlobObject {
  readonly sha: string;
  /** Bytes. */
  readonly size: number;
  /** The one encoding that every client reads. */
  readonly encoding: 'base64';
  readonly content: string;
}

export interface Reference {
  /** `refs/heads/main`. */
  readonly name: string;
  /** What it points at, which is a tag where it is an annotated one. */
  readonly object: { readonly type: string; readonly sha: string };
  /** The commit. */
  readonly commit: string;
}

/** Bytes: what one answer of the API holds. */
const largestBlob = 8 * 1024 * 1024;
const hash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const commitFormat = ['%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%n');
const referenceFormat = ['refname', 'objecttype', 'objectname', '*objectname']
  .map((field) => `%(${field})`)
  .join(' ');

/** Whether a bare repository has such an object. What is no whole hash is none: a name may stand for another object tomorrow. */
async function has(path: string, sha: string, type: string): Promise<boolean> {
  if (!hash.test(sha) || !existsSync(join(path, 'HEAD'))) return false;
  return (await git(path, ['cat-file', '-t', sha]).catch(() => '')) === type;
}

/** A commit of a bare repository, by its whole hash; null where there is none. */
export async function readCommitObject(path: string, sha: string): Promise<CommitObject | null> {
  if (!(await has(path, sha, 'commit'))) return null;
  const printed = await git(path, ['log', '--max-count=1', `--format=${commitFormat}`, sha, '--']);
  const [tree = '', parents = '', ...rest] = printed.split('\n');
  const [name = '', email = '', date = '', committer = '', committerEmail = '', committed = ''] = rest;
  return {
    sha,
    tree,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: { name, email, date },
    committer: { name: committer, email: committerEmail, date: committed },
    message: rest.slice(6).join('\n').trimEnd(),
  };
}

/** What is in a folder, not below it, by the whole hash of its tree; null where there is none. */
export async function readTreeObject(path: string, sha: string): Promise<readonly TreeItem[] | null> {
  if (!(await has(path, sha, 'tree'))) return null;
  const printed = await git(path, ['ls-tree', '-z', sha]);
  return printed
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', type = '', of = ''] = line.slice(0, tab).split(' ');
      return { path: line.slice(tab + 1), mode, type, sha: of };
    });
}

/**
 * What is in a file, by the whole hash of its blob; null where there is none. Error: `payload_too_large`, where it has more than
 * 8 MiB.
 */
export async function readBlobObject(path: string, sha: string): Promise<BlobObject | null> {
  if (!(await has(path, sha, 'blob'))) return null;
  const size = Number(await git(path, ['cat-file', '-s', sha]));
  if (size > largestBlob) {
    const message = `The file has ${size} bytes, and ${largestBlob} are told here; clone the repository.`;
    throw new ErrandError('payload_too_large', message, { details: { sha, size } });
  }
  const bytes = await gitBytes(path, ['cat-file', 'blob', sha]);
  return { sha, size, encoding: 'base64', content: bytes.toString('base64') };
}

/** Branches and tags, by name; none where there is no repository yet. */
export async function readReferences(path: string): Promise<readonly Reference[]> {
  if (!existsSync(join(path, 'HEAD'))) return [];
  const printed = await git(path, [
    'for-each-ref',
    `--format=${referenceFormat}`,
    'refs/heads/',
    'refs/tags/',
  ]);
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', type = '', sha = '', peeled = ''] = line.split(' ');
      return { name, object: { type, sha }, commit: peeled === '' ? sha : peeled };
    });
}
