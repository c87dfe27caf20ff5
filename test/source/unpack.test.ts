import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRepository, type Repository } from '../../src/source/repository.ts';
import { isTarHeader } from '../../src/source/unpack.ts';

const limit = 1024 * 1024;
let directory: string;
let repository: Repository;
const at = (...names: string[]) => join(directory, ...names);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-unpack-'));
  repository = await openRepository(at('project.git'), at('imports'), limit);
  await mkdir(at('work'));
  await writeFile(at('work', 'first.txt'), 'first');
});
afterEach(() => rm(directory, { recursive: true }));

function pack(...options: string[]): string {
  execFileSync('tar', ['--create', '--file', at('source.tar'), ...options, '--directory', at('work'), '.']);
  return at('source.tar');
}

async function zeros(bytes: number): Promise<void> {
  await writeFile(at('work', 'zeros'), '');
  await truncate(at('work', 'zeros'), bytes);
}

const refusal = (path: string) =>
  repository.importArchive('main', path).then(
    () => null,
    ({ code }: { code: string }) => code,
  );

describe('P18: the files of an archive have no more bytes than it may have', () => {
  test.each(['--xz', '--bzip2', '--gzip'])('none that tar itself would unpack: %s', async (compressed) => {
    await zeros(20 * limit);
    const path = pack(compressed);
    expect((await stat(path)).size).toBeLessThan(limit);
    expect(await refusal(path)).toBe('source_invalid');
  });

  test.each(['gnu', 'posix'])('nor by holes, in the form %s', async (form) => {
    await zeros(2 ** 40);
    const path = pack('--sparse', `--format=${form}`);
    expect((await stat(path)).size).toBeLessThan(limit);
    expect(await refusal(path)).toBe('payload_too_large');
  });

  test('nor by names', async () => {
    await writeFile(at('work', 'large'), 'x'.repeat(limit / 2));
    expect(await refusal(pack())).toBeNull();
    await link(at('work', 'large'), at('work', 'second'));
    await link(at('work', 'large'), at('work', 'third'));
    const path = pack();
    expect((await stat(path)).size).toBeLessThan(limit);
    expect(await refusal(path)).toBe('payload_too_large');
    expect(await readdir(at('imports'))).toEqual([]);
  });
});

describe('a tar archive', () => {
  test.each(['v7', 'oldgnu', 'gnu', 'ustar', 'posix'])('of the form %s is taken', async (form) => {
    const tree = await repository.importArchive('main', pack(`--format=${form}`));
    expect(await repository.names(tree)).toEqual(['first.txt']);
  });

  test('without files is one', async () => {
    expect(isTarHeader(new Uint8Array(512))).toBe(true);
    await rm(at('work', 'first.txt'));
    expect(await refusal(pack())).toBeNull();
  });

  test('that is shorter than its header, or has another checksum, is none', () => {
    expect(isTarHeader(new Uint8Array(511))).toBe(false);
    expect(isTarHeader(new Uint8Array(512).fill(1))).toBe(false);
  });
});
