import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEnvironmentData } from '../../src/environment/environment-data.ts';
import { openImageVolumes } from '../../src/volume/image-volumes.ts';
import { volumeId } from '../../src/volume/volume-id.ts';
import type { Volumes } from '../../src/volume/volumes.ts';

let directory: string;
let volumes: Volumes;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-data-'));
  volumes = await openImageVolumes({ directory, durable: true });
});
afterEach(async () => {
  await volumes.close();
  await rm(directory, { recursive: true });
});

const place = (environmentMachineName: string) => ({
  project: { id: 'shop' },
  environment: { machineName: environmentMachineName },
});
const [main, child] = [place('main-aaaaaaa'), place('child-bbbbbbb')];

const idOf = ({ environment }: typeof main, name: string) =>
  volumeId({ project: 'shop', environmentMachineName: environment.machineName, kind: 'service', name });

/** Through processes, which see the mounts of this thread. */
async function write(of: typeof main, name: string, text: string): Promise<void> {
  const folder = await volumes.mount(idOf(of, name));
  execFileSync('sh', ['-c', 'printf %s "$1" > "$0/file"', folder, text]);
}

async function read(of: typeof main, name: string): Promise<string> {
  return execFileSync('cat', [join(await volumes.mount(idOf(of, name)), 'file')], { encoding: 'utf8' });
}

const unmount = async (of: typeof main, name: string) => volumes.unmount(idOf(of, name));

test('a clone has what the original held in all its volumes, and goes its own way', async () => {
  for (const name of ['db', 'files']) {
    await volumes.create(idOf(main, name), 16);
    await write(main, name, `${name} of main`);
  }
  const data = openEnvironmentData(volumes);
  expect(await data.clone(main, child)).toBe(2);
  expect(await read(child, 'db')).toBe('db of main');
  await write(child, 'db', 'changed');
  expect(await read(main, 'db')).toBe('db of main');
});

test('a clone replaces what was there, volumes that the original has not included', async () => {
  await volumes.create(idOf(main, 'db'), 16);
  await write(main, 'db', 'new');
  await volumes.create(idOf(child, 'db'), 16);
  await volumes.create(idOf(child, 'old'), 16);
  const data = openEnvironmentData(volumes);
  await data.clone(main, child);
  expect(await read(child, 'db')).toBe('new');
  expect(await volumes.find(idOf(child, 'old'))).toBeNull();
});

test('what is kept can be brought back after the volumes are lost, to any environment, until it is forgotten', async () => {
  await volumes.create(idOf(main, 'db'), 16);
  await write(main, 'db', 'kept');
  const data = openEnvironmentData(volumes);
  expect(await data.keep(main, 'backup1')).toEqual({ volumes: 1, sizeMiB: 16 });
  await write(main, 'db', 'later');
  await unmount(main, 'db');
  await data.remove(main);
  expect(await volumes.find(idOf(main, 'db'))).toBeNull();
  expect(await data.bringBack('backup1', main)).toBe(1);
  expect(await read(main, 'db')).toBe('kept');
  expect(await data.bringBack('backup1', child)).toBe(1);
  expect(await read(child, 'db')).toBe('kept');
  await data.forget('backup1');
  expect(await volumes.listSnapshots()).toEqual([]);
});

test('one environment’s data is left alone by what is done to another of a similar name', async () => {
  const similar = place('main-aaaaaaa2');
  await volumes.create(idOf(similar, 'db'), 16);
  await volumes.create(idOf(main, 'db'), 16);
  const data = openEnvironmentData(volumes);
  await data.remove(main);
  expect(await volumes.find(idOf(similar, 'db'))).not.toBeNull();
});
