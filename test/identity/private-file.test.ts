import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPrivateFile, writePrivateFile } from '../../src/identity/private-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('only the owner may read the file and enter its folder', async () => {
  const path = join(temporaryFolder(), 'keys', 'a.pem');
  await writePrivateFile(path, 'secret');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  expect(await readPrivateFile(path)).toBe('secret');
});

test('a folder that stands open is closed', async () => {
  const folder = join(temporaryFolder(), 'keys');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  await writePrivateFile(join(folder, 'a.pem'), 'secret');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('replacing leaves one file and no draft', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.pem');
  await writePrivateFile(path, 'first');
  await writePrivateFile(path, 'second');
  expect(await readPrivateFile(path)).toBe('second');
  expect(readdirSync(folder)).toEqual(['a.pem']);
});

test('a write that fails leaves no draft', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'taken', 'x'), '');
  await expect(writePrivateFile(join(folder, 'taken'), 'secret')).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a file that is not there reads as null', async () => {
  expect(await readPrivateFile(join(temporaryFolder(), 'none'))).toBeNull();
});
