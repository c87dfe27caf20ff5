import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfigFiles } from '../../src/config/read.ts';

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'errand-config-'));
  await mkdir(join(project, '.upsun'));
});

afterEach(() => rm(project, { recursive: true }));

const write = (name: string, content: string | Uint8Array) =>
  writeFile(join(project, '.upsun', name), content);

it('reads the YAML files of `.upsun/`, sorted, and nothing else', async () => {
  await write('tasks.yml', 'tasks: {}\n');
  await write('config.yaml', 'applications: {}\n');
  await write('README.md', '');
  await mkdir(join(project, '.upsun/local'));
  await writeFile(join(project, '.upsun/local/project.yaml'), 'id: x\n');
  await mkdir(join(project, '.upsun/folder.yaml'));
  expect(await readConfigFiles(project)).toEqual([
    { path: '.upsun/config.yaml', text: 'applications: {}\n' },
    { path: '.upsun/tasks.yml', text: 'tasks: {}\n' },
  ]);
});

it('passes over the mark that some editors begin a file with', async () => {
  await write('config.yaml', '\ufeffapplications: {}\n');
  expect(await readConfigFiles(project)).toMatchObject([{ text: 'applications: {}\n' }]);
});

it('throws config_missing when there is no file', async () => {
  await expect(readConfigFiles(project)).rejects.toMatchObject({ code: 'config_missing' });
});

it('throws config_missing when there is no folder', async () => {
  await expect(readConfigFiles(join(project, 'elsewhere'))).rejects.toMatchObject({ code: 'config_missing' });
});

it('refuses a file of more than 1 MiB', async () => {
  await write('config.yaml', 'x'.repeat(1_048_577));
  await expect(readConfigFiles(project)).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('.upsun/config.yaml:1:1  error\n  The file has 1048577 bytes'),
    details: { problems: [{ code: 'too_large', file: '.upsun/config.yaml' }] },
  });
});

it('refuses a file that is a link, which could show a file of this machine', async () => {
  await symlink('/etc/hostname', join(project, '.upsun/config.yaml'));
  await expect(readConfigFiles(project)).rejects.toMatchObject({
    message: expect.stringContaining('is a link'),
  });
});

it('refuses a folder that is a link', async () => {
  await mkdir(join(project, 'other'));
  await symlink(join(project, '.upsun'), join(project, 'other/.upsun'));
  await expect(readConfigFiles(join(project, 'other'))).rejects.toMatchObject({ code: 'config_invalid' });
});

it('refuses a file that is not UTF-8', async () => {
  await write('config.yaml', Uint8Array.of(0x61, 0xff));
  await expect(readConfigFiles(project)).rejects.toMatchObject({ message: expect.stringContaining('UTF-8') });
});
