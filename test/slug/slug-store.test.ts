import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { chmod, link, mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storageUser } from '../../src/container/container-spec.ts';
import { mountByLoop, unmountErofs, whyNoErofs } from '../../src/linux/erofs.ts';
import { mountPoints } from '../../src/linux/mounts.ts';
import { openSlugStore } from '../../src/slug/disk-slug-store.ts';
import { SlugTooLarge } from '../../src/slug/pack-program.ts';
import { erofsFormat, folderFormat } from '../../src/slug/slug-format.ts';

let directory: string;
const at = (...names: string[]) => join(directory, ...names);
const slug = 'a'.repeat(40);
const other = 'b'.repeat(40);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-slugs-'));
  await mkdir(at('built/bin'), { recursive: true });
  await writeFile(at('built/name.txt'), 'the first slug\n');
  await writeFile(at('built/bin/tool'), '#!/bin/sh\n');
  await chmod(at('built/bin/tool'), 0o755);
  await symlink('bin/tool', at('built/link'));
  await utimes(at('built/name.txt'), 1_700_000_000, 1_700_000_000);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const settings = () => ({ directory: at('slugs'), mountDirectory: at('run'), warn: () => undefined });
const limitBytes = 8 * 1024 * 1024;
const terms = { limitBytes, signal: new AbortController().signal };
const mountsHere = () => mountPoints().filter((path) => path.startsWith(directory));
/** Processes that were started with this folder in their arguments. */
const readersOf = (folder: string) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
const loops = () =>
  execFileSync('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE'], { encoding: 'utf8' });

describe.each([erofsFormat, folderFormat])('slugs as $name', (format) => {
  const open = () => openSlugStore(settings(), format);

  test('hold what was built: modes, links and times, all of the storage user', async () => {
    const store = await open();
    await store.add(slug, at('built'), terms);
    const lease = await store.use([slug]);
    const folder = store.folderOf(slug);
    expect(readFileSync(join(folder, 'name.txt'), 'utf8')).toBe('the first slug\n');
    expect(lstatSync(join(folder, 'bin/tool')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(folder, 'link'))).toBe('bin/tool');
    expect(lstatSync(join(folder, 'name.txt')).mtimeMs).toBe(1_700_000_000_000);
    expect(lstatSync(join(folder, 'bin/tool'))).toMatchObject(storageUser);
    await lease.close();
    await store.close();
  });

  test('are there for the next server; what was half written is not', async () => {
    await (await open()).add(slug, at('built'), terms);
    writeFileSync(at('slugs', `${other}${format.suffix}.new`), 'half');
    const store = await open();
    expect(store.has(slug)).toBe(true);
    expect(store.has(other)).toBe(false);
    expect(readdirSync(at('slugs'))).toEqual([`${slug}${format.suffix}`]);
    await store.close();
  });

  test('go when they are removed, unless somebody uses them', async () => {
    const store = await open();
    await store.add(slug, at('built'), terms);
    const lease = await store.use([slug]);
    expect(await store.list()).toMatchObject([{ slug, mounted: true }]);
    await expect(store.remove(slug)).rejects.toMatchObject({ code: 'conflict' });
    await lease.close();
    await store.remove(slug);
    expect(store.has(slug)).toBe(false);
    await store.close();
  });

  test('P18: are not made of files with more bytes than they may have, holes counted', async () => {
    const store = await open();
    await writeFile(at('built/hole'), '');
    await truncate(at('built/hole'), 2 ** 43);
    await expect(store.add(slug, at('built'), terms)).rejects.toThrow(SlugTooLarge);
    await truncate(at('built/hole'), limitBytes + 1);
    await expect(store.add(slug, at('built'), terms)).rejects.toThrow(SlugTooLarge);
    expect([store.has(slug), readdirSync(at('slugs'))]).toEqual([false, []]);
    await truncate(at('built/hole'), limitBytes / 2);
    await link(at('built/hole'), at('built/second'));
    await link(at('built/hole'), at('built/third'));
    await store.add(slug, at('built'), terms);
    expect(store.has(slug)).toBe(true);
    await store.close();
  });

  test('P18: have no more bytes themselves', async () => {
    const limited = { ...terms, limitBytes: 64 * 1024 };
    await writeFile(at('built/noise'), randomBytes(1024 * 1024));
    await expect(format.pack(at('built'), at('packed'), limited)).rejects.toThrow(SlugTooLarge);
  });

  test('P3: whose packing is cancelled leave nothing behind, and nobody who reads', async () => {
    const store = await open();
    for (let index = 0; index < 40; index++)
      await writeFile(at('built', `${index}`), randomBytes(8 * 1024 * 1024));
    const controller = new AbortController();
    const adding = store.add(slug, at('built'), { limitBytes: 2 ** 30, signal: controller.signal });
    await expect.poll(() => readdirSync(at('slugs')), { interval: 1 }).not.toEqual([]);
    controller.abort(new Error('cancelled'));
    await expect(adding).rejects.toThrow('cancelled');
    expect([store.has(slug), readdirSync(at('slugs')), readersOf(at('built'))]).toEqual([false, [], []]);
    await store.close();
  });

  test('that are not there are told, and leave nothing held', async () => {
    const store = await open();
    await store.add(slug, at('built'), terms);
    await expect(store.use([slug, other])).rejects.toMatchObject({ code: 'slug_missing' });
    expect(await store.list()).toMatchObject([{ slug, mounted: false }]);
    expect(mountsHere()).toEqual([]);
    await store.close();
  });
});

describe('a mounted slug', () => {
  test('is read-only and takes less room than its files', async () => {
    const store = await openSlugStore(settings());
    await writeFile(at('built/large.txt'), 'A line of a file that is not small.\n'.repeat(100_000));
    await store.add(slug, at('built'), terms);
    const lease = await store.use([slug]);
    expect(() => writeFileSync(join(store.folderOf(slug), 'x'), '')).toThrow('EROFS');
    const [stored] = await store.list();
    expect(stored?.bytes).toBeLessThan(1_000_000);
    await lease.close();
    await store.close();
  });

  test('stays until the last who uses it has gone, and leaves no mount and no loop device', async () => {
    const store = await openSlugStore(settings());
    await store.add(slug, at('built'), terms);
    const first = await store.use([slug]);
    const second = await store.use([slug, slug]);
    expect(mountsHere()).toEqual([store.folderOf(slug)]);
    await first.close();
    await first.close();
    expect(readFileSync(join(store.folderOf(slug), 'name.txt'), 'utf8')).toBe('the first slug\n');
    await second.close();
    expect(mountsHere()).toEqual([]);
    expect(loops()).not.toContain(directory);
    await store.close();
    expect(existsSync(at('run'))).toBe(false);
  });

  test('is taken away when the server stops', async () => {
    const store = await openSlugStore(settings());
    await store.add(slug, at('built'), terms);
    await store.use([slug]);
    await store.close();
    expect(mountsHere()).toEqual([]);
  });

  test('P4: ends with a server that is killed, and the next mounts it again', async () => {
    await (await openSlugStore(settings())).add(slug, at('built'), terms);
    const script = join(import.meta.dirname, 'fixtures', 'use-slug.ts');
    const child = spawn(process.execPath, [script, at('slugs'), at('run'), slug], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = await new Promise<string[]>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve([chunk.toString()])),
    );
    expect(first).toBe('the first slug\n');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(execFileSync('cat', ['/proc/1/mountinfo'], { encoding: 'utf8' })).not.toContain(directory);
    const store = await openSlugStore(settings());
    const lease = await store.use([slug]);
    expect(readFileSync(join(store.folderOf(slug), 'name.txt'), 'utf8')).toBe('the first slug\n');
    await lease.close();
    await store.close();
  });

  test('on a kernel that cannot mount the file itself comes from a loop device, which goes with it', async () => {
    expect(await whyNoErofs()).toBe(null);
    await erofsFormat.pack(at('built'), at('one.erofs'), terms);
    await mountByLoop(at('one.erofs'), at('mounted'));
    expect(readFileSync(at('mounted/name.txt'), 'utf8')).toBe('the first slug\n');
    expect(loops()).toContain(at('one.erofs'));
    unmountErofs(at('mounted'));
    await expect.poll(loops).not.toContain(at('one.erofs'));
  });
});
