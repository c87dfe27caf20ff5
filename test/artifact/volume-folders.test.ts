import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openVolumeFolders } from '../../src/artifact/volume-folders.ts';
import { cleanUp } from '../../src/task/clean-up.ts';
import type { PreparedRun } from '../../src/task/stage.ts';
import type { Volumes } from '../../src/volume/volumes.ts';

/** Folders in place of file systems, so that each step can be made to fail. */
async function opened() {
  const home = mkdtempSync(join(tmpdir(), 'errand-folders-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const disk = join(home, 'volumes');
  const notes = join(home, 'notes');
  mkdirSync(disk);
  const none = () => Promise.reject(new Error('not asked for here'));
  const volumes = {
    create: vi.fn(async (id: string) => void mkdirSync(join(disk, id))),
    mount: vi.fn(async (id: string) => join(disk, id)),
    delete: vi.fn(async (id: string) => rmSync(join(disk, id), { recursive: true, force: true })),
    list: async () => readdirSync(disk).map((id) => ({ id, sizeMiB: 1 })),
    find: none,
    unmount: none,
    usage: none,
    resize: none,
    clone: none,
    copy: none,
    snapshot: none,
    restore: none,
    listSnapshots: none,
    deleteSnapshot: none,
    frozen: none,
    close: () => Promise.resolve(),
  } satisfies Volumes;
  const folders = await openVolumeFolders({
    volumes,
    directory: notes,
    sizeMiB: 1,
    newId: () => `volume-${volumes.create.mock.calls.length}`,
  });
  return { folders, volumes, kept: () => readdirSync(disk), noted: () => readdirSync(notes), notes };
}

describe('the folder of a container', () => {
  it('is removed by a later try where the first one failed', async () => {
    const { folders, volumes, kept, noted } = await opened();
    const output = await folders.take('one');
    writeFileSync(join(output.path, 'result'), 'x');
    volumes.delete.mockRejectedValueOnce(new Error('target is busy'));
    const container = { id: 'one' };
    const prepared = { container, close: () => output.release() } as unknown as PreparedRun;
    const log = pino({ level: 'silent' });
    await cleanUp(prepared, { log, stopping: new AbortController().signal });
    expect(existsSync(output.path)).toBe(true);
    await expect.poll(kept, { timeout: 5000 }).toEqual([]);
    await expect.poll(noted).toEqual([]);
    // From here on it is gone.
    await output.release();
    expect(volumes.delete).toHaveBeenCalledTimes(2);
  });

  it('is given to another container once, where its release is tried again', async () => {
    const { folders, notes, kept } = await opened();
    const output = await folders.take('one');
    rmSync(join(notes, 'one'));
    mkdirSync(join(notes, 'one'));
    await expect(output.release()).rejects.toThrow();
    rmSync(join(notes, 'one'), { recursive: true });
    await output.release();
    const next = await folders.take('two');
    expect(existsSync(next.path)).toBe(true);
    expect(kept()).toHaveLength(1);
  });

  it.each(['note', 'mount', 'folder'])(
    'costs no volume where its %s fails, be it new or used before',
    async (step) => {
      const { folders, volumes, notes, kept, noted } = await opened();
      const fail = () => {
        if (step === 'note') mkdirSync(join(notes, 'two'));
        if (step === 'mount') volumes.mount.mockRejectedValueOnce(new Error('no loop device'));
        if (step === 'folder') volumes.mount.mockResolvedValueOnce('/proc/nowhere');
      };
      for (const isUsed of [false, true]) {
        if (isUsed) await (await folders.take('one')).release();
        fail();
        await expect(folders.take('two')).rejects.toThrow();
        rmSync(join(notes, 'two'), { recursive: true, force: true });
        expect(kept()).toEqual([]);
        expect(noted()).toEqual([]);
      }
      expect(existsSync((await folders.take('two')).path)).toBe(true);
    },
  );
});
