import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storageUser } from '../../src/container/container-spec.ts';
import type { Volumes } from '../../src/volume/volumes.ts';

/** A folder of the test's own, and the adapter opened on it, again and again as after a crash. */
export interface VolumesUnderTest extends AsyncDisposable {
  open(): Promise<Volumes>;
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
const write = (folder: string, name: string, text: string) => writeFileSync(join(folder, name), text);

/** Writes a file of so many MiB, as a container does, and says how it ended and how much got there. */
function fill(folder: string, name: string, sizeMiB: number) {
  const args = ['if=/dev/zero', `of=${join(folder, name)}`, 'bs=1M', `count=${sizeMiB}`, 'conv=fsync'];
  const { status, stderr } = spawnSync('dd', args, { encoding: 'utf8' });
  return { ended: status, complaint: stderr };
}

/** The promises of `Volumes`, on a real adapter. */
export function volumesContract(name: string, prepare: () => Promise<VolumesUnderTest>): void {
  describe(`volumes by ${name}`, () => {
    let under: VolumesUnderTest;
    let volumes: Volumes;
    beforeAll(async () => {
      under = await prepare();
      volumes = await under.open();
    });
    afterAll(async () => {
      await volumes.close();
      await under[Symbol.asyncDispose]();
    });

    test('a new volume is empty, of its size, and belongs to the storage user', async () => {
      await volumes.create('shop.main.app.web', 64);
      const folder = await volumes.mount('shop.main.app.web');
      expect(readdirSync(folder)).toEqual([]);
      expect(statSync(folder)).toMatchObject(storageUser);
      const { sizeBytes, usedBytes } = await volumes.usage('shop.main.app.web');
      expect(sizeBytes).toBeGreaterThan(48 * 1024 * 1024);
      expect(sizeBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
      expect(usedBytes).toBeLessThan(1024 * 1024);
    });

    test('an id is taken once', async () => {
      await volumes.create('shop.once', 16);
      await expect(volumes.create('shop.once', 16)).rejects.toMatchObject({ code: 'conflict' });
      await volumes.delete('shop.once');
      expect(await volumes.find('shop.once')).toBeNull();
    });

    test('what is not there is said to be so', async () => {
      const missing = { code: 'volume_not_found' };
      await expect(volumes.mount('shop.none')).rejects.toMatchObject(missing);
      await expect(volumes.usage('shop.none')).rejects.toMatchObject(missing);
      await expect(volumes.clone('shop.none', 'shop.copy')).rejects.toMatchObject(missing);
      await expect(volumes.restore('none', 'shop.none')).rejects.toMatchObject(missing);
      await volumes.delete('shop.none');
    });

    test('P18: one that is full says ENOSPC inside, and its neighbour writes on', async () => {
      await volumes.create('shop.noisy', 32);
      await volumes.create('shop.quiet', 32);
      const [noisy, quiet] = [await volumes.mount('shop.noisy'), await volumes.mount('shop.quiet')];
      const overfull = fill(noisy, 'large', 64);
      expect(overfull.ended).not.toBe(0);
      expect(overfull.complaint).toContain('No space left on device');
      expect(fill(quiet, 'small', 8).ended).toBe(0);
      expect(statSync(join(quiet, 'small')).size).toBe(8 * 1024 * 1024);
      expect((await volumes.usage('shop.noisy')).availableBytes).toBeLessThan(1024 * 1024);
      await volumes.delete('shop.noisy');
      await volumes.delete('shop.quiet');
    });

    test('grows while it is used and while it is not, and never shrinks', async () => {
      await volumes.create('shop.growing', 32);
      const folder = await volumes.mount('shop.growing');
      write(folder, 'kept', 'from before');
      await volumes.resize('shop.growing', 64);
      expect(fill(folder, 'large', 40).ended).toBe(0);
      await volumes.unmount('shop.growing');
      await volumes.resize('shop.growing', 128);
      await volumes.mount('shop.growing');
      expect(fill(folder, 'larger', 60).ended).toBe(0);
      expect(read(folder, 'kept')).toBe('from before');
      await expect(volumes.resize('shop.growing', 64)).rejects.toMatchObject({ code: 'request_invalid' });
      expect(await volumes.find('shop.growing')).toEqual({ id: 'shop.growing', sizeMiB: 128 });
      await volumes.delete('shop.growing');
    });

    test('one that cannot grow where it is used keeps its size, and grows when it is free', async () => {
      await volumes.create('shop.busy', 16);
      const folder = await volumes.mount('shop.busy');
      const holder = spawn('sleep', ['30'], { cwd: folder });
      await once(holder, 'spawn');
      const error = await volumes.resize('shop.busy', 32).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null) {
        expect(error).toMatchObject({ code: expect.stringMatching(/conflict|volume_failed/) });
        expect(await volumes.find('shop.busy')).toEqual({ id: 'shop.busy', sizeMiB: 16 });
      }
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      await volumes.resize('shop.busy', 32);
      expect(fill(await volumes.mount('shop.busy'), 'large', 20).ended).toBe(0);
      await volumes.delete('shop.busy');
    });

    test('a clone has what was there, and each goes its own way', async () => {
      await volumes.create('shop.parent', 32);
      const parent = await volumes.mount('shop.parent');
      write(parent, 'rows', 'one');
      await volumes.clone('shop.parent', 'shop.child');
      write(parent, 'rows', 'two');
      const child = await volumes.mount('shop.child');
      expect(read(child, 'rows')).toBe('one');
      write(child, 'rows', 'three');
      expect(read(parent, 'rows')).toBe('two');
      await expect(volumes.clone('shop.parent', 'shop.child')).rejects.toMatchObject({ code: 'conflict' });
      await volumes.delete('shop.parent');
      expect(read(child, 'rows')).toBe('three');
      await volumes.delete('shop.child');
    });

    test('several are held at one moment while they are copied, and written to again afterwards', async () => {
      for (const id of ['shop.a', 'shop.b']) await volumes.create(id, 16);
      const [a, b] = [await volumes.mount('shop.a'), await volumes.mount('shop.b')];
      // A writer that numbers both in turn: whatever moment is copied, they differ by one at most.
      const script = `n=0; while :; do n=$((n+1)); echo $n >${a}/n.new; mv ${a}/n.new ${a}/n; echo $n >${b}/n.new; mv ${b}/n.new ${b}/n; done`;
      const writer = spawn('sh', ['-c', script]);
      await expect.poll(() => spawnSync('test', ['-s', join(b, 'n')]).status).toBe(0);
      await volumes.frozen(['shop.a', 'shop.b'], async () => {
        await volumes.clone('shop.a', 'shop.a-copy');
        await volumes.clone('shop.b', 'shop.b-copy');
      });
      const then = Number(read(b, 'n'));
      await expect.poll(() => Number(read(b, 'n'))).toBeGreaterThan(then);
      writer.kill('SIGKILL');
      const numbers = await Promise.all(
        ['shop.a-copy', 'shop.b-copy'].map(async (id) => Number(read(await volumes.mount(id), 'n'))),
      );
      expect((numbers[0] ?? 0) - (numbers[1] ?? 0)).toBeOneOf([0, 1]);
      for (const id of ['shop.a', 'shop.b', 'shop.a-copy', 'shop.b-copy']) await volumes.delete(id);
    });

    test('a snapshot brings back what was lost', async () => {
      await volumes.create('shop.precious', 16);
      write(await volumes.mount('shop.precious'), 'rows', 'before');
      await volumes.snapshot('shop.precious', 'monday.shop.precious');
      write(await volumes.mount('shop.precious'), 'rows', 'after');
      await volumes.restore('monday.shop.precious', 'shop.precious');
      expect(read(await volumes.mount('shop.precious'), 'rows')).toBe('before');
      await volumes.delete('shop.precious');
      await volumes.restore('monday.shop.precious', 'shop.precious');
      expect(read(await volumes.mount('shop.precious'), 'rows')).toBe('before');
      expect(await volumes.listSnapshots('monday.')).toEqual([{ id: 'monday.shop.precious', sizeMiB: 16 }]);
      await volumes.deleteSnapshot('monday.shop.precious');
      expect(await volumes.listSnapshots()).toEqual([]);
      await volumes.delete('shop.precious');
    });

    test('one that something still writes to is not restored over', async () => {
      await volumes.create('shop.busy', 16);
      await volumes.snapshot('shop.busy', 'busy');
      const folder = await volumes.mount('shop.busy');
      const holder = spawn('unshare', ['-m', 'sh', '-c', `cd ${folder}; echo in; exec sleep 60`]);
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      await expect(volumes.restore('busy', 'shop.busy')).rejects.toMatchObject({ code: 'conflict' });
      const gone = new Promise((resolve) => holder.once('exit', resolve));
      holder.kill('SIGKILL');
      await gone;
      await volumes.restore('busy', 'shop.busy');
      await volumes.deleteSnapshot('busy');
      await volumes.delete('shop.busy');
    });

    test('P5: the next server finds what is there, also what a container still writes to, and writes that were held go on', async () => {
      const former = await under.open();
      await former.create('shop.kept', 16);
      const folder = await former.mount('shop.kept');
      const container = spawn('unshare', [
        '-m',
        'sh',
        '-c',
        `cd ${folder}; read line; echo late >late; exec sleep 60`,
      ]);
      execFileSync('fsfreeze', ['--freeze', folder]);
      // The crash: its mounts are gone, and only the container has the file system.
      execFileSync('umount', [folder]);
      container.stdin.write('go\n');
      const next = await under.open();
      expect((await next.list('shop.kept')).map(({ id }) => id)).toEqual(['shop.kept']);
      const again = await next.mount('shop.kept');
      await expect.poll(() => spawnSync('test', ['-s', join(again, 'late')]).status).toBe(0);
      write(again, 'new', 'text');
      const seen = execFileSync('cat', [`/proc/${container.pid}/cwd/new`], { encoding: 'utf8' });
      expect(seen).toBe('text');
      const gone = new Promise((resolve) => container.once('exit', resolve));
      container.kill('SIGKILL');
      await gone;
      await next.delete('shop.kept');
      await next.close();
    });
  });
}
