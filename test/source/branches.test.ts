import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { branchHeads, commitDistance } from '../../src/source/branch-heads.ts';
import { openRepository, type Repository } from '../../src/source/repository.ts';

let directory: string;
let repository: Repository;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-branches-'));
  repository = await openRepository(join(directory, 'project.git'), join(directory, 'imports'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Makes these files the branch's next commit. Returns the tree. */
async function push(branch: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(directory, 'work');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const file = join(directory, 'source.tar');
  await create({ cwd: folder, file }, ['.']);
  return repository.importArchive(branch, file);
}

const treeOf = async (branch: string) => (await repository.head(branch))?.tree;

describe('branches', () => {
  test('begin where another one is, and are found until they are deleted', async () => {
    const tree = await push('main', { a: '1' });
    await repository.createBranch('feature/x', 'main');
    expect(await repository.head('feature/x')).toEqual(await repository.head('main'));
    expect(await treeOf('feature/x')).toBe(tree);
    await repository.deleteBranch('feature/x');
    expect(await repository.head('feature/x')).toBeNull();
  });

  test('are not made twice, nor from nothing, nor below another one', async () => {
    await push('main', { a: '1' });
    await repository.createBranch('x', 'main');
    for (const [name, from] of [
      ['x', 'main'],
      ['x/y', 'main'],
      ['z', 'nothing'],
    ] as const)
      await expect(repository.createBranch(name, from)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a merge', () => {
  test('moves a branch on that has nothing of its own', async () => {
    await push('main', { a: '1' });
    await repository.createBranch('child', 'main');
    const tree = await push('child', { a: '1', b: '2' });
    expect(await repository.merge('child', 'main')).toBe(tree);
    expect(await repository.head('main')).toEqual(await repository.head('child'));
  });

  test('leaves a branch alone that has it all', async () => {
    await push('main', { a: '1' });
    await repository.createBranch('child', 'main');
    const tree = await push('main', { a: '2' });
    expect(await repository.merge('child', 'main')).toBe(tree);
  });

  test('brings together what each has of its own', async () => {
    await push('main', { a: '1' });
    await repository.createBranch('child', 'main');
    await push('main', { a: '1', ours: 'x' });
    await push('child', { a: '1', theirs: 'y' });
    await repository.merge('child', 'main');
    const both = await push('expected', { a: '1', ours: 'x', theirs: 'y' });
    expect(await treeOf('main')).toBe(both);
    expect(await treeOf('child')).not.toBe(both);
  });

  test('of two that changed the same lines is refused, and neither changes', async () => {
    await push('main', { a: '1' });
    await repository.createBranch('child', 'main');
    const [ours, theirs] = [await push('main', { a: '2' }), await push('child', { a: '3' })];
    await expect(repository.merge('child', 'main')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('both changed the same lines'),
    });
    expect([await treeOf('main'), await treeOf('child')]).toEqual([ours, theirs]);
  });
});

describe('the heads of branches', () => {
  const path = () => join(directory, 'project.git');

  test('are read at once, with names that hold a slash', async () => {
    expect(await branchHeads(path())).toEqual(new Map());
    await push('main', { a: '1' });
    await repository.createBranch('feature/x', 'main');
    await push('feature/x', { a: '2' });
    const commits = await Promise.all(['feature/x', 'main'].map((name) => repository.head(name)));
    expect(await branchHeads(path())).toEqual(
      new Map([
        ['feature/x', commits[0]?.commit],
        ['main', commits[1]?.commit],
      ]),
    );
  });

  test('are none where there is no repository, and none is made', async () => {
    expect(await branchHeads(join(directory, 'other.git'))).toEqual(new Map());
    await expect(access(join(directory, 'other.git'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('tell how far they are from one another', async () => {
    await push('main', { a: '1' });
    await repository.createBranch('x', 'main');
    await push('x', { a: '2' });
    await push('x', { a: '3' });
    await push('main', { a: '4' });
    const heads = await branchHeads(path());
    const [x = '', main = ''] = [heads.get('x'), heads.get('main')];
    expect(await commitDistance(path(), x, main)).toEqual({ ahead: 2, behind: 1 });
    expect(await commitDistance(path(), x, 'f'.repeat(40))).toBeNull();
  });
});
