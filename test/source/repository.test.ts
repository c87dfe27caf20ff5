import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storageUser } from '../../src/container/container-spec.ts';
import { openRepository, type Repository } from '../../src/source/repository.ts';

let directory: string;
let repository: Repository;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-source-'));
  repository = await openRepository(join(directory, 'project.git'), join(directory, 'imports'));
});
afterEach(() => rm(directory, { recursive: true }));

async function archive(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(directory, 'work');
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function packed(folder: string): Promise<string> {
  const file = join(directory, 'source.tar');
  await create({ cwd: folder, file }, ['.']);
  return file;
}

describe('a repository of sources', () => {
  test('gives back what was pushed, owned by the storage user', async () => {
    const folder = await archive({ 'run.sh': 'echo hi', 'deep/er/file': 'text' });
    await chmod(join(folder, 'run.sh'), 0o755);
    await symlink('deep/er/file', join(folder, 'link'));
    const tree = await repository.importArchive('main', await packed(folder));
    const out = join(directory, 'out');
    await repository.extract(tree, out);
    expect(await readFile(join(out, 'deep/er/file'), 'utf8')).toBe('text');
    expect((await lstat(join(out, 'run.sh'))).mode & 0o111).toBe(0o111);
    expect(await readlink(join(out, 'link'))).toBe('deep/er/file');
    for (const path of ['.', 'run.sh', 'link', 'deep/er/file']) {
      expect((await lstat(join(out, path))).uid, path).toBe(storageUser.uid);
    }
  });

  test('leaves nothing out: neither what is ignored nor what is marked export-ignore', async () => {
    const files = {
      '.gitattributes': 'tests export-ignore\nversion export-subst\n',
      '.gitignore': 'built',
      'tests/one': '1',
      version: '$Format:%H$',
      built: 'b',
    };
    const tree = await repository.importArchive('main', await packed(await archive(files)));
    const out = join(directory, 'out');
    await repository.extract(tree, out);
    expect(await readFile(join(out, 'tests/one'), 'utf8')).toBe('1');
    expect(await readFile(join(out, 'version'), 'utf8')).toBe('$Format:%H$');
    expect(await readFile(join(out, 'built'), 'utf8')).toBe('b');
  });

  test('knows a folder by its content, whatever changes beside it', async () => {
    const first = await repository.importArchive(
      'main',
      await packed(await archive({ 'a/x': '1', 'b/y': '1' })),
    );
    const second = await repository.importArchive(
      'main',
      await packed(await archive({ 'a/x': '1', 'b/y': '2' })),
    );
    expect(second).not.toBe(first);
    expect(await repository.subtree(second, 'a')).toBe(await repository.subtree(first, 'a'));
    expect(await repository.subtree(second, 'b')).not.toBe(await repository.subtree(first, 'b'));
    expect(await repository.subtree(second, '')).toBe(second);
    expect(await repository.subtree(second, 'nowhere')).toBeNull();
  });

  test('shows the configuration files of a tree and no others', async () => {
    const files = {
      '.upsun/config.yaml': 'tasks: {}\n',
      '.upsun/more.yml': 'x',
      '.upsun/notes.md': 'n',
      'a.yaml': 'a',
    };
    const tree = await repository.importArchive('main', await packed(await archive(files)));
    expect((await repository.configFiles(tree)).map(({ path }) => path)).toEqual([
      '.upsun/config.yaml',
      '.upsun/more.yml',
    ]);
  });

  test('keeps the lines of a configuration file where they are, for the places that errors name', async () => {
    const text = '\n\n  # a comment\napplications: {}\n';
    const tree = await repository.importArchive(
      'main',
      await packed(await archive({ '.upsun/config.yaml': text })),
    );
    expect((await repository.configFiles(tree))[0]?.text).toBe(text.trimEnd());
  });

  const sparse = async (path: string, bytes: number) => {
    await writeFile(path, '');
    await truncate(path, bytes);
  };

  test('P18: refuses a configuration file that is too large, and reads nothing of it', async () => {
    const folder = await archive({ '.upsun/config.yaml': 'applications: {}\n' });
    // Longer than a string can be; a push by git is not limited by what its files have.
    await sparse(join(folder, '.upsun/a.yaml'), 600_000_000);
    const large = await openRepository(repository.path, join(directory, 'imports'), 1024 ** 3);
    const tree = await large.importArchive('main', await packed(folder));
    await expect(large.configFiles(tree)).rejects.toMatchObject({
      code: 'config_invalid',
      problems: [{ code: 'too_large', file: '.upsun/a.yaml' }],
    });
  });

  test('P18: refuses configuration files that are too many, or too large together', async () => {
    const many = Array.from({ length: 101 }, (_, index) => [`.upsun/${index}.yaml`, 'x']);
    const tree = await repository.importArchive(
      'main',
      await packed(await archive(Object.fromEntries(many))),
    );
    await expect(repository.configFiles(tree)).rejects.toMatchObject({ problems: [{ code: 'too_large' }] });
    const large = Array.from({ length: 13 }, (_, index) => [
      `.upsun/${index}.yaml`,
      `#${'x'.repeat(1_000_000)}`,
    ]);
    const other = await repository.importArchive(
      'main',
      await packed(await archive(Object.fromEntries(large))),
    );
    await expect(repository.configFiles(other)).rejects.toMatchObject({ problems: [{ code: 'too_large' }] });
  });

  test('refuses a configuration file that is a link, and passes over a folder that is named as one', async () => {
    const folder = await archive({ '.upsun/config.yaml': 'x', '.upsun/more.yaml/inside.yaml': 'y' });
    const tree = await repository.importArchive('main', await packed(folder));
    expect(await repository.configFiles(tree)).toEqual([{ path: '.upsun/config.yaml', text: 'x' }]);
    await symlink('../secret', join(folder, '.upsun/link.yaml'));
    const linked = await repository.importArchive('main', await packed(folder));
    await expect(repository.configFiles(linked)).rejects.toMatchObject({
      problems: [{ code: 'unreadable', file: '.upsun/link.yaml' }],
    });
  });

  test('refuses what is no archive, and an archive that leads out of its folder', async () => {
    const broken = join(directory, 'broken.tar');
    await writeFile(broken, 'this is no tar archive, and long enough to be read as one'.repeat(40));
    await expect(repository.importArchive('main', broken)).rejects.toMatchObject({ code: 'source_invalid' });
    const folder = await archive({ 'inside/x': '1' });
    const file = join(directory, 'escaping.tar');
    await create({ cwd: join(folder, 'inside'), file, preservePaths: true }, ['../../outside-of-it']).catch(
      () => undefined,
    );
    await writeFile(join(directory, 'outside-of-it'), 'before');
    await create({ cwd: join(folder, 'inside'), file, preservePaths: true }, ['../../outside-of-it']);
    await expect(repository.importArchive('main', file)).rejects.toMatchObject({ code: 'source_invalid' });
  });
});
