import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PulledImage } from '../../../src/image/oci/image-store.ts';
import { openRegistry, registryUser, type TestRegistry } from '../../support/registry.ts';
import { digestsOf, makeLayout } from '../../support/sample-image.ts';
import { openTemporaryStore } from './temporary-store.ts';

const base = {
  'etc/name': 'base\n',
  'usr/share/kept': 'kept\n',
  'usr/share/gone': 'gone\n',
  'bin/sh': '#!\n',
};
const large = { 'usr/share/large': 'A line of a file that is not small.\n'.repeat(40_000) };
const change = { 'etc/name': 'changed\n', 'usr/share/gone': null };

let registry: TestRegistry;
let directory: string;
let first: ReturnType<typeof digestsOf>;

const layout = (name: string) => join(directory, name);

/** Where a file of the image is on the machine. */
function fileOf(image: PulledImage, path: string): string {
  const [, top = ''] = path.split('/');
  const bind = image.rootfs.binds.find(({ destination }) => destination === `/${top}`);
  return join(bind?.source ?? '', path.slice(top.length + 1));
}

const textOf = (image: PulledImage, path: string) => readFileSync(fileOf(image, path), 'utf8');
const blobRequests = (digest = '') => registry.requests.filter((path) => path.endsWith(`/blobs/${digest}`));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-layouts-'));
  registry = await openRegistry({ withLogin: true });
  makeLayout(layout('base'), [base]);
  makeLayout(
    layout('one'),
    [large, change],
    ['--config.env', 'PATH=/opt/bin:/bin', '--config.env', 'A=b=c'],
    layout('base'),
  );
  makeLayout(layout('two'), [{ 'etc/name': 'another\n' }], [], layout('base'));
  first = digestsOf(layout('one'));
  registry.push(layout('one'), 'team/one:1');
  registry.push(layout('two'), 'team/two:1');
});

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const open = (login: object = registryUser) => openTemporaryStore(registry.host, login);

describe('pulling an image', () => {
  test('by tag gives its digest, its files and its configuration', async () => {
    await using images = await open();
    const image = await images.store.pull(`${registry.host}/team/one:1`);
    expect(image.digest).toBe(first.manifest);
    expect(image.reference).toBe(`${registry.host}/team/one:1`);
    expect(image.config.env).toMatchObject({ PATH: '/opt/bin:/bin', A: 'b=c' });
    expect(textOf(image, '/etc/name')).toBe('changed\n');
    expect(textOf(image, '/usr/share/kept')).toBe('kept\n');
    expect(existsSync(fileOf(image, '/usr/share/gone'))).toBe(false);
    expect(textOf(image, '/etc/passwd')).toMatch(/^web:x:10000:10000:/m);
    expect(textOf(image, '/etc/ssl/certs/ca-certificates.crt')).toContain('of errand');
  });

  test('by digest, and once: the next server finds it without asking the registry', async () => {
    await using images = await open();
    const reference = `${registry.host}/team/one@${first.manifest}`;
    await images.store.pull(reference);
    const asked = registry.requests.length;
    const again = await (await images.reopen()).pull(reference);
    expect(again.digest).toBe(first.manifest);
    expect(registry.requests).toHaveLength(asked);
  });

  test('images share the layers they have in common', async () => {
    await using images = await open();
    const one = await images.store.pull(`${registry.host}/team/one:1`);
    const two = await images.store.pull(`${registry.host}/team/two:1`);
    const inode = (image: PulledImage) => statSync(fileOf(image, '/usr/share/kept')).ino;
    expect(inode(one)).toBe(inode(two));
    expect(textOf(one, '/etc/name')).toBe('changed\n');
    expect(textOf(two, '/etc/name')).toBe('another\n');
    expect(existsSync(fileOf(two, '/usr/share/gone'))).toBe(true);
  });

  test('a login that is wrong is told, and its password is in no message', async () => {
    await using images = await open({ username: 'reader', password: 'not the secret' });
    const failed = images.store.pull(`${registry.host}/team/one:1`);
    await expect(failed).rejects.toMatchObject({ code: 'image_pull_failed' });
    await expect(failed).rejects.toThrow(/team\/one:1.*(unauthorized|authentication)/is);
    await expect(failed).rejects.not.toThrow('not the secret');
    await expect(images.store.find(`${registry.host}/team/one:1`)).resolves.toBe(null);
  });

  test('a login may come from a file as skopeo and docker write it', async () => {
    await using images = await open({});
    const authFile = join(images.directory, 'auth.json');
    const auth = Buffer.from(`${registryUser.username}:${registryUser.password}`).toString('base64');
    await writeFile(authFile, JSON.stringify({ auths: { [registry.host]: { auth } } }));
    const store = await images.reopen({ registries: { [registry.host]: { tls: false } }, authFile });
    expect((await store.pull(`${registry.host}/team/two:1`)).digest).toMatch(/^sha256:/);
  });

  test('a tag that moved stays what it was until told to update', async () => {
    await using images = await open();
    registry.push(layout('two'), 'team/moving:1');
    const before = await images.store.pull(`${registry.host}/team/moving:1`);
    registry.push(layout('one'), 'team/moving:1');
    const store = await images.reopen();
    expect((await store.pull(`${registry.host}/team/moving:1`)).digest).toBe(before.digest);
    const updated = await store.pull(`${registry.host}/team/moving:1`, { update: true });
    expect(updated.digest).toBe(first.manifest);
    expect((await store.pull(`${registry.host}/team/moving:1`)).digest).toBe(first.manifest);
  });

  test.each([
    ['packed with zstd', 'zstd', ['--dest-compress-format', 'zstd', '--format', 'oci']],
    ["of Docker's own format", 'docker', ['--format', 'v2s2']],
  ])('%s is unpacked like any other', async (_, name, options) => {
    await using images = await open();
    registry.push(layout('two'), `team/${name}:1`, options);
    const image = await images.store.pull(`${registry.host}/team/${name}:1`);
    expect(textOf(image, '/etc/name')).toBe('another\n');
    expect((await (await images.reopen()).find(`${registry.host}/team/${name}:1`))?.digest).toBe(
      image.digest,
    );
  });

  test('what is no reference is told', async () => {
    await using images = await open();
    await expect(images.store.pull('Not A Reference')).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('a pull that goes wrong', () => {
  test('a corrupt layer is named, nothing is left under a final name, and the next try goes on', async () => {
    await using images = await open();
    const [, corrupt = ''] = first.layers;
    registry.falsify(corrupt);
    const failed = images.store.pull(`${registry.host}/team/one:1`);
    await expect(failed).rejects.toMatchObject({ code: 'image_pull_failed', details: { layer: corrupt } });
    await expect(failed).rejects.toThrow(corrupt);
    expect(await images.store.records.list()).toEqual([]);
    expect(existsSync(join(images.settings.directory, 'layers'))).toBe(false);
    registry.falsify(null);
    const image = await images.store.pull(`${registry.host}/team/one:1`);
    expect(textOf(image, '/usr/share/large')).toBe(large['usr/share/large']);
  });

  test('a layer that went bad on the disk is named, and the next try fetches it anew', async () => {
    await using images = await open();
    const [bad = ''] = first.layers;
    const blob = join(images.settings.directory, 'blobs', bad.replace(':', '/'));
    await images.store.pull(`${registry.host}/team/two:1`);
    await images.store.records.remove(digestsOf(layout('two')).manifest);
    await rm(join(images.settings.directory, 'layers'), { recursive: true });
    await writeFile(blob, 'rubbish');
    const failed = images.store.pull(`${registry.host}/team/one:1`);
    await expect(failed).rejects.toMatchObject({ code: 'image_pull_failed', details: { layer: bad } });
    expect(readdirSync(join(images.settings.directory, 'layers'))).toEqual([]);
    const image = await images.store.pull(`${registry.host}/team/one:1`);
    expect(textOf(image, '/etc/name')).toBe('changed\n');
  });

  test('killed in the middle, the next server goes on where it was', async () => {
    await using images = await open();
    const [lowest = '', held = ''] = first.layers;
    registry.holdBack(held);
    const script = join(import.meta.dirname, 'fixtures', 'pull.ts');
    const args = [script, JSON.stringify(images.settings), `${registry.host}/team/one:1`];
    const child = spawn(process.execPath, args, { detached: true, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const blobs = join(images.settings.directory, 'blobs');
    const fetched = () => existsSync(join(blobs, lowest.replace(':', '/')));
    const files = () => readdirSync(join(images.settings.directory), { recursive: true, encoding: 'utf8' });
    const half = () => files().some((name) => name.includes('oci-put-blob'));
    while (!fetched() || !half()) await delay(20);
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    registry.holdBack(null);
    const store = await images.reopen();
    expect(await store.find(`${registry.host}/team/one:1`)).toBe(null);
    expect(half()).toBe(false);
    const before = blobRequests(lowest).length;
    const image = await store.pull(`${registry.host}/team/one:1`);
    expect(textOf(image, '/usr/share/large')).toBe(large['usr/share/large']);
    expect(blobRequests(lowest)).toHaveLength(before);
    expect(
      execFileSync('sh', ['-c', `ls ${images.settings.directory}/downloads`], { encoding: 'utf8' }),
    ).toBe('');
  });

  test('cancelled, it ends at once and leaves nothing half', async () => {
    await using images = await open();
    registry.holdBack(first.layers[1] ?? '');
    const stop = new AbortController();
    const pull = images.store.pull(`${registry.host}/team/one:1`, { signal: stop.signal });
    while (blobRequests(first.layers[1]).length === 0) await delay(20);
    stop.abort(new Error('enough'));
    await expect(pull).rejects.toThrow('enough');
    registry.holdBack(null);
    expect(await images.store.records.list()).toEqual([]);
  });
});
