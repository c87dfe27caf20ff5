import { link, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasMoreThan } from '../../src/linux/apparent-size.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errand-count-'));
  await mkdir(at('deep/er'), { recursive: true });
  await writeFile(at('a b\nc'), 'x'.repeat(600));
  await writeFile(at('deep/er/file'), 'x'.repeat(400));
  await symlink('/dev/zero', at('link'));
});
afterEach(() => rm(folder, { recursive: true }));

const count = (limitBytes: number, linkedFiles: 'once' | 'each' = 'each') =>
  hasMoreThan(folder, { limitBytes, linkedFiles });

test('files count, whatever they are called, and neither folders nor links', async () => {
  expect([await count(1000), await count(999)]).toEqual([false, true]);
});

test('a hole counts', async () => {
  await truncate(at('a b\nc'), 2 ** 43);
  expect([await count(2 ** 43 + 400), await count(2 ** 43)]).toEqual([false, true]);
});

test('a file with several names counts once or for each', async () => {
  await link(at('deep/er/file'), at('deep/second'));
  await link(at('deep/er/file'), at('third'));
  expect([await count(1800), await count(1799)]).toEqual([false, true]);
  expect([await count(1000, 'once'), await count(999, 'once')]).toEqual([false, true]);
});

test('what cannot be counted, and what is not to be, is an error', async () => {
  await expect(hasMoreThan(at('nowhere'), { limitBytes: 1, linkedFiles: 'each' })).rejects.toThrow(
    'find ended',
  );
  const signal = AbortSignal.abort(new Error('cancelled'));
  await expect(hasMoreThan(folder, { limitBytes: 1, linkedFiles: 'each', signal })).rejects.toThrow(
    'cancelled',
  );
});
