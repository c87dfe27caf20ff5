import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openImageVolumes } from '../../src/volume/image-volumes.ts';
import { volumesContract } from './volumes-contract.ts';

const newDirectory = () => mkdtemp(join(tmpdir(), 'errand-volumes-'));

volumesContract('image files', async () => {
  const directory = await newDirectory();
  return {
    open: () => openImageVolumes({ directory, durable: true }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
});

test('a volume takes room on the machine only for what is in it, and gives it back', async () => {
  const directory = await newDirectory();
  const volumes = await openImageVolumes({ directory, durable: false });
  await volumes.create('large', 8192);
  const allocatedMiB = () => (statSync(join(directory, 'volumes', 'large.img')).blocks * 512) / 1024 / 1024;
  expect(allocatedMiB()).toBeLessThan(16);
  const folder = await volumes.mount('large');
  execFileSync('dd', [
    'if=/dev/urandom',
    `of=${folder}/file`,
    'bs=1M',
    'count=32',
    'conv=fsync',
    'status=none',
  ]);
  expect(allocatedMiB()).toBeGreaterThan(32);
  execFileSync('rm', [`${folder}/file`]);
  execFileSync('sync', ['-f', folder]);
  await expect.poll(allocatedMiB, { timeout: 10_000 }).toBeLessThan(20);
  await volumes.close();
  await rm(directory, { recursive: true });
});

test('nothing stays mounted or attached after the end, and half-made images go at the next start', async () => {
  const directory = await newDirectory();
  const volumes = await openImageVolumes({ directory, durable: true });
  await volumes.create('one', 16);
  await volumes.mount('one');
  await volumes.close();
  expect(execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' })).not.toContain(directory);
  await expect.poll(() => execFileSync('losetup', ['-a'], { encoding: 'utf8' })).not.toContain(directory);
  expect(readdirSync(join(directory, 'mounts'))).toEqual([]);
  const halfMade = join(directory, 'volumes', 'two.img.new');
  writeFileSync(halfMade, '');
  const next = await openImageVolumes({ directory, durable: true });
  expect(existsSync(halfMade)).toBe(false);
  expect(await next.list()).toEqual([{ id: 'one', sizeMiB: 16 }]);
  await rm(directory, { recursive: true });
});

test('P5: what a container still uses is one file system with it, also where the home is a mount of its own', async () => {
  const directory = await newDirectory();
  const fixture = join(import.meta.dirname, 'fixtures', 'own-mount.ts');
  const seen = execFileSync('unshare', ['-m', process.execPath, fixture, directory], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  // Mounted beside it, each would have blocks of its own in memory, and overwrite the other's.
  expect(seen).toBe('text');
  await rm(directory, { recursive: true });
});

test('P5: an image is not mended where nobody can tell whether it is in use', async () => {
  const directory = await newDirectory();
  const volumes = await openImageVolumes({ directory, durable: false });
  await volumes.create('one', 16);
  await volumes.close();
  const fixture = join(import.meta.dirname, 'fixtures', 'no-losetup.ts');
  const image = join(directory, 'volumes', 'one.img');
  const said = execFileSync('unshare', ['-m', process.execPath, fixture, image], { encoding: 'utf8' });
  expect(said).toBe('volume_failed');
  await rm(directory, { recursive: true });
});

test('P18: what a preallocated volume took is there though the disk is full', async () => {
  const directory = await newDirectory();
  const fixture = join(import.meta.dirname, 'fixtures', 'full-disk.ts');
  const said = execFileSync('unshare', ['-m', process.execPath, fixture, directory], { encoding: 'utf8' });
  expect(said).toBe(`${16 * 1024 * 1024} 0`);
  await rm(directory, { recursive: true });
});

test('a volume that was sparse gets all of its room, once the server gives it; copies and larger ones have it too', async () => {
  const directory = await newDirectory();
  const sparse = await openImageVolumes({ directory, durable: true });
  await sparse.create('one', 32);
  await sparse.close();
  const volumes = await openImageVolumes({ directory, durable: true, preallocated: true });
  const allocatedMiB = (id: string) =>
    (statSync(join(directory, 'volumes', `${id}.img`)).blocks * 512) / 1024 / 1024;
  expect(allocatedMiB('one')).toBeLessThan(16);
  await volumes.mount('one');
  expect(allocatedMiB('one')).toBeGreaterThanOrEqual(32);
  await volumes.clone('one', 'two');
  await volumes.snapshot('one', 'kept');
  await volumes.create('three', 16);
  await volumes.restore('kept', 'three');
  await volumes.resize('three', 48);
  expect(allocatedMiB('two')).toBeGreaterThanOrEqual(32);
  expect(allocatedMiB('three')).toBeGreaterThanOrEqual(48);
  const tooLarge = volumes.create('four', 1024 * 1024);
  await expect(tooLarge).rejects.toMatchObject({
    code: 'volume_failed',
    message: expect.stringContaining('disk.preallocate'),
  });
  expect(await volumes.find('four')).toBeNull();
  await volumes.close();
  await rm(directory, { recursive: true });
});
