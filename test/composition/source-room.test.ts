import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSourceRoom } from '../../src/composition/source-room.ts';
import { repositoryPath } from '../../src/source/repository-path.ts';

test('a repository that cannot be read has no branches, and the log says so', async () => {
  const home = await mkdtemp(join(tmpdir(), 'errand-sources-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const path = repositoryPath(home, 'shop');
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'HEAD'), 'no repository');
  const said: unknown[] = [];
  const room = openSourceRoom(home, { warn: (about, message) => said.push({ ...about, message }) });
  expect(await room.heads('shop')).toEqual(new Map());
  expect(said).toMatchObject([{ project: 'shop', message: expect.stringContaining('could not be read') }]);
  expect(await room.heads('other')).toEqual(new Map());
  expect(said).toHaveLength(1);
  expect(await room.distance('shop', 'a'.repeat(40), 'b'.repeat(40))).toBeNull();
});
