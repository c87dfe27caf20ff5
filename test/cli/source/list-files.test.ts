import { symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listAllFiles, listSourceFiles } from '../../../src/cli/source/list-files.ts';
import { scratchDirectory } from './scratch.ts';

describe('the files of a git repository', () => {
  test('are those tracked and those that would be, without the deleted and the ignored', async () => {
    using scratch = scratchDirectory();
    scratch.git('init', '-q', '-b', 'main');
    for (const file of ['tracked', 'deleted', 'sub/tracked']) scratch.write(file);
    scratch.write('.gitignore', 'secret\n');
    scratch.git('add', '.');
    scratch.git('commit', '-qm', 'first');
    await rm(join(scratch.path, 'deleted'));
    for (const file of ['new', 'secret', 'ümlaut', '@at', 'two\nlines']) scratch.write(file);
    symlinkSync('/nowhere', join(scratch.path, 'dangling'));
    expect(await listSourceFiles(scratch.path)).toEqual([
      '.gitignore',
      '@at',
      'dangling',
      'new',
      'sub/tracked',
      'tracked',
      'two\nlines',
      'ümlaut',
    ]);
    expect(await listSourceFiles(join(scratch.path, 'sub'))).toEqual(['tracked']);
  });

  test('include those of its submodules and of repositories inside, as files', async () => {
    using inner = scratchDirectory();
    inner.git('init', '-q');
    inner.write('inside');
    inner.git('add', '.');
    inner.git('commit', '-qm', 'first');
    using scratch = scratchDirectory();
    scratch.git('init', '-q');
    scratch.git('submodule', 'add', '-q', inner.path, 'module');
    scratch.git('clone', '-q', inner.path, join(scratch.path, 'clone'));
    expect(await listSourceFiles(scratch.path)).toEqual(['.gitmodules', 'clone/inside', 'module/inside']);
  });
});

describe('the files of any other directory', () => {
  test('are all of them but node_modules, .git and what is local to it', async () => {
    using scratch = scratchDirectory();
    for (const file of [
      'a',
      'b/c',
      'node_modules/x',
      'b/node_modules/y',
      '.upsun/config.yaml',
      '.upsun/local/project.yaml',
    ]) {
      scratch.write(file);
    }
    expect(await listSourceFiles(scratch.path)).toEqual(['.upsun/config.yaml', 'a', 'b/c']);
    expect(await listAllFiles(scratch.path)).toEqual(['.upsun/config.yaml', 'a', 'b/c']);
  });
});
