import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageUser } from '../../src/container/container-spec.ts';
import { holdFolderBeneath } from '../../src/linux/folder-beneath.ts';
import { openImageVolumes } from '../../src/volume/image-volumes.ts';
import type { Volumes } from '../../src/volume/volumes.ts';
import { type Machine, openMachine } from '../support/machine.ts';

let machine: Machine;
let volumes: Volumes;
let directory: string;
let volume: string;

beforeAll(async () => {
  machine = await openMachine();
  directory = await mkdtemp(join(tmpdir(), 'errand-beneath-'));
  volumes = await openImageVolumes({ directory, durable: false });
  await volumes.create('data', 32);
  volume = await volumes.mount('data');
});

afterAll(async () => {
  await volumes.close();
  await machine[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

test('a container writes into a folder below a volume as web, and finds it empty at first', async () => {
  const folder = await holdFolderBeneath(volume, ['var', 'uploads'], storageUser);
  const attachment = await machine.environment.attach({ egress: false, permissions: [] });
  const spec = machine.spec(
    'beneath',
    'ls -A /srv; touch /srv/file && stat -c "%U %n" /srv /srv/file',
    attachment,
    {
      mounts: [{ kind: 'folder', destination: '/srv', source: folder.path, writable: true }],
    },
  );
  const container = await machine.engine.create(spec);
  await container.start();
  const exit = await container.ended;
  expect(await readFile(spec.logPath, 'utf8')).toMatch(/ web \/srv\n.* web \/srv\/file\n$/);
  expect(exit).toMatchObject({ exitCode: 0 });
  await container.remove();
  await attachment.close();
  await folder.close();
  expect(execFileSync('stat', ['-c', '%u', join(volume, 'var/uploads/file')], { encoding: 'utf8' })).toBe(
    `${storageUser.uid}\n`,
  );
});

test('a link that a container left in a volume leads nowhere', async () => {
  execFileSync('ln', ['-s', '/etc', join(volume, 'link')]);
  execFileSync('touch', [join(volume, 'file')]);
  await expect(holdFolderBeneath(volume, ['link'], storageUser)).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(holdFolderBeneath(volume, ['link', 'ssl'], storageUser)).rejects.toThrow(/ELOOP|ENOTDIR/);
  await expect(holdFolderBeneath(volume, ['file'], storageUser)).rejects.toMatchObject({ code: 'ENOTDIR' });
});
