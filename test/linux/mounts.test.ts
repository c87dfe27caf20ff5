import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hideMountFromChildren, mountPoints, mountTmpfs, unmountAll } from '../../src/linux/mounts.ts';

const TMPFS_MAGIC = 0x01021994;

const folder = mkdtempSync(join(tmpdir(), 'errand-mounts-'));
const [first, second] = ['first', 'second'].map((name) => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}) as [string, string];
afterAll(() => {
  unmountAll(first);
  unmountAll(second);
  rmSync(folder, { recursive: true, force: true });
});

/** The vitest process that started this one has the machine's own mounts. */
const onMachine = () => readFileSync(`/proc/${process.ppid}/mountinfo`, 'utf8');

test('a file system in memory is there for the whole machine, with its size and permissions', () => {
  mountTmpfs(first, { sizeMiB: 3, mode: '711' });
  expect(onMachine()).toContain(` ${first} `);
  const { type, blocks, bsize } = statfsSync(first);
  expect(type).toBe(TMPFS_MAGIC);
  expect(blocks * bsize).toBe(3 * 1024 * 1024);
  expect(execFileSync('stat', ['-c', '%a', first], { encoding: 'utf8' })).toBe('711\n');
});

test('mounting again keeps what is in it, as after a crash', () => {
  writeFileSync(join(first, 'kept'), 'yes');
  mountTmpfs(first, { sizeMiB: 3, mode: '711' });
  expect(readFileSync(join(first, 'kept'), 'utf8')).toBe('yes');
  expect(mountPoints().filter((path) => path === first)).toHaveLength(1);
});

test('from a thread with mounts of its own it reaches the machine, that thread, its children and the other threads', async () => {
  // The other threads start with the first work they are given; the server's have had some by then.
  await readFile(join(first, 'kept'));
  hideMountFromChildren(first);
  expect(existsSync(join(first, 'kept'))).toBe(false);
  mountTmpfs(second, { sizeMiB: 1, mode: '700' });
  expect(onMachine()).toContain(` ${second} `);
  writeFileSync(join(second, 'file'), 'seen');
  expect(execFileSync('cat', [join(second, 'file')], { encoding: 'utf8' })).toBe('seen');
  expect(await readFile(join(second, 'file'), 'utf8')).toBe('seen');
  // What was hidden still is, and only here.
  expect(existsSync(join(first, 'kept'))).toBe(false);
  expect(await readFile(join(first, 'kept'), 'utf8')).toBe('yes');
});

test('unmounted it is gone from the machine too', () => {
  unmountAll(second);
  expect(onMachine()).not.toContain(` ${second} `);
  expect(mountPoints()).not.toContain(second);
});
