import { lstat, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeMountPoints } from '../../src/build/mount-points.ts';

async function slug(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-slug-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('mount points are made where they are missing, those that are there stay', async () => {
  const folder = await slug();
  await mkdir(join(folder, 'data'));
  await makeMountPoints(folder, ['data', 'var/log']);
  expect((await lstat(join(folder, 'var/log'))).isDirectory()).toBe(true);
});

test('a link that a build left in the way is not followed out of the slug', async () => {
  const [folder, elsewhere] = [await slug(), await slug()];
  await symlink(elsewhere, join(folder, 'data'));
  await expect(makeMountPoints(folder, ['data/made'])).rejects.toThrow();
  await expect(lstat(join(elsewhere, 'made'))).rejects.toThrow('ENOENT');
});
