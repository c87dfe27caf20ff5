import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newestCommit, pushedCommits } from '../../src/source/commits.ts';
import { git } from '../../src/source/git.ts';
import { openRepository } from '../../src/source/repository.ts';

let directory: string;
let path: string;
let tree: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-commits-'));
  ({ path } = await openRepository(join(directory, 'project.git'), join(directory, 'imports')));
  tree = await git(path, ['hash-object', '-t', 'tree', '-w', '/dev/null']);
});
afterEach(() => rm(directory, { recursive: true }));

/** Moves the branch on by a commit; its hash. */
async function commit(branch: string, message: string, ...parents: readonly string[]): Promise<string> {
  const options = parents.flatMap((parent) => ['-p', parent]);
  const made = await git(path, ['commit-tree', tree, '-m', message, ...options]);
  await git(path, ['update-ref', `refs/heads/${branch}`, made]);
  return made;
}

describe('what a push brought', () => {
  test('is every commit since where the branch was, the newest first', async () => {
    const first = await commit('main', 'One');
    const second = await commit('main', 'Two\n\nand why', first);
    const third = await commit('main', 'Three', second);
    expect(await pushedCommits(path, 'main', first)).toEqual({
      commits: [
        {
          sha: third,
          parents: [second],
          author: { name: 'errand', email: 'errand@localhost', date: expect.stringMatching(/^\d{4}-.*T/) },
          message: 'Three',
        },
        expect.objectContaining({ sha: second, message: 'Two\n\nand why' }),
      ],
      count: 2,
    });
    expect(await newestCommit(path, 'main')).toMatchObject({ commits: [{ sha: third }], count: 1 });
  });

  test('is of a new branch what no other one has', async () => {
    const first = await commit('main', 'One');
    expect(await pushedCommits(path, 'main', null)).toMatchObject({ commits: [{ sha: first, parents: [] }] });
    const own = await commit('feature/x', 'Mine', first);
    expect(await pushedCommits(path, 'feature/x', null)).toMatchObject({ commits: [{ sha: own }], count: 1 });
    await git(path, ['update-ref', 'refs/heads/y', first]);
    expect(await pushedCommits(path, 'y', null)).toEqual({ commits: [], count: 0 });
  });

  test('is counted whole, and told in part where there is much', async () => {
    let last = await commit('main', 'first');
    const before = last;
    for (let n = 0; n < 30; n += 1) last = await commit('main', `${n} ${'x'.repeat(3000)}`, last);
    const { commits, count } = await pushedCommits(path, 'main', before);
    expect([commits.length, count, commits[0]?.message.length]).toEqual([25, 30, 2000]);
  });
});
