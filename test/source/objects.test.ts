import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git } from '../../src/source/git.ts';
import {
  readBlobObject,
  readCommitObject,
  readReferences,
  readTreeObject,
} from '../../src/source/objects.ts';
import { openRepository } from '../../src/source/repository.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-objects-'));
  ({ path } = await openRepository(join(directory, 'project.git'), join(directory, 'imports')));
});
afterEach(() => rm(directory, { recursive: true }));

const when = { GIT_AUTHOR_DATE: '2026-11-01T10:00:00+01:00', GIT_COMMITTER_DATE: '2026-11-02T12:00:00Z' };

/** A commit on `main` of a folder with these files. */
async function commitFiles(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = join(directory, 'work');
  await rm(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const extra = { GIT_WORK_TREE: folder, GIT_INDEX_FILE: join(directory, 'index') };
  await git(path, ['add', '--all', '--force', '.'], extra);
  const tree = await git(path, ['write-tree'], extra);
  const sha = await git(path, ['commit-tree', tree, '-m', 'Subject\n\nA body\n  of two lines'], when);
  await git(path, ['update-ref', 'refs/heads/main', sha]);
  return sha;
}

test('a commit leads to its tree, and a tree to what is in it', async () => {
  const sha = await commitFiles({ 'read me.txt': 'Größe\n', 'data/raw.bin': Buffer.from([0, 255, 10]) });
  const commit = await readCommitObject(path, sha);
  expect(commit).toEqual({
    sha,
    tree: expect.stringMatching(/^[0-9a-f]{40}$/),
    parents: [],
    author: { name: 'errand', email: 'errand@localhost', date: '2026-11-01T10:00:00+01:00' },
    committer: { name: 'errand', email: 'errand@localhost', date: '2026-11-02T12:00:00+00:00' },
    message: 'Subject\n\nA body\n  of two lines',
  });
  const [folder, text] = (await readTreeObject(path, commit?.tree ?? '')) ?? [];
  expect(folder).toMatchObject({ path: 'data', mode: '040000', type: 'tree' });
  expect(text).toMatchObject({ path: 'read me.txt', mode: '100644', type: 'blob' });
  const read = await readBlobObject(path, text?.sha ?? '');
  expect(read).toEqual({
    sha: text?.sha,
    size: 8,
    encoding: 'base64',
    content: btoa('Gr\xc3\xb6\xc3\x9fe\n'),
  });
  const [raw] = (await readTreeObject(path, folder?.sha ?? '')) ?? [];
  expect(await readBlobObject(path, raw?.sha ?? '')).toMatchObject({ size: 3, content: 'AP8K' });
});

test('an object is found by its whole hash and its type, and by nothing else', async () => {
  const sha = await commitFiles({ a: 'a' });
  const tree = (await readCommitObject(path, sha))?.tree ?? '';
  for (const name of ['main', 'HEAD', sha.slice(0, 12), '--help', `${sha}^`, tree, '0'.repeat(40)])
    expect(await readCommitObject(path, name)).toBeNull();
  expect(await readTreeObject(path, sha)).toBeNull();
  expect(await readBlobObject(path, tree)).toBeNull();
});

test('a file that is too large for an answer is refused', async () => {
  const sha = await commitFiles({ large: Buffer.alloc(8 * 1024 * 1024 + 1) });
  const [large] = (await readTreeObject(path, (await readCommitObject(path, sha))?.tree ?? '')) ?? [];
  await expect(readBlobObject(path, large?.sha ?? '')).rejects.toMatchObject({ code: 'payload_too_large' });
});

test('references are branches and tags, and lead to commits', async () => {
  const sha = await commitFiles({ a: 'a' });
  await git(path, ['tag', '-a', 'v1', '-m', 'One', sha]);
  await git(path, ['update-ref', 'refs/hidden/x', sha]);
  const [branch, tag, ...others] = await readReferences(path);
  expect(branch).toEqual({ name: 'refs/heads/main', object: { type: 'commit', sha }, commit: sha });
  expect(tag).toMatchObject({ name: 'refs/tags/v1', object: { type: 'tag' }, commit: sha });
  expect(others).toEqual([]);
});

test('where there is no repository yet there is nothing', async () => {
  const nowhere = join(directory, 'none.git');
  expect(await readReferences(nowhere)).toEqual([]);
  expect(await readCommitObject(nowhere, '0'.repeat(40))).toBeNull();
});
