import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { openServerBackups } from '../../src/server-backup/hold-still.ts';
import { openStore } from '../../src/store/open.ts';
import type { Volumes } from '../../src/volume/volumes.ts';

let home: string;
let records: string;
const said: unknown[] = [];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'errand-still-'));
  records = join(home, 'errand.db');
  await (await openStore(records)).close();
  said.length = 0;
});
afterEach(() => rmSync(home, { recursive: true }));

/** Two environments' volumes, which tell what is done with them. */
function volumesOf(ids: string[], copy?: (id: string) => void, usedBytes = 0): Volumes {
  const volumes: Pick<Volumes, 'list' | 'frozen' | 'copy' | 'usage'> = {
    usage: async () => ({ sizeBytes: usedBytes, usedBytes, availableBytes: 0 }),
    list: async (prefix = '') => ids.filter((id) => id.startsWith(prefix)).map((id) => ({ id, sizeMiB: 1 })),
    frozen: async (held, work) => {
      said.push(['frozen', ...held]);
      return work();
    },
    copy: async (id, path) => {
      copy?.(id);
      writeFileSync(path, id);
    },
  };
  return volumes as Volumes;
}

const open = (volumes: Volumes, from = records) =>
  openServerBackups({ home, records: from, volumes, log: { error: (about) => said.push(about) } });
const work = () => join(home, 'backup-work');

test('volumes of an environment are copied together, beside the records', async () => {
  const backups = open(volumesOf(['a.main.app.web', 'a.main.service.db', 'a.main2.app.web']));
  expect(backups.held()).toBeNull();
  backups.begin();
  expect(() => backups.begin()).toThrow('is being made already');
  await expect(backups.end()).rejects.toMatchObject({ code: 'conflict' });
  await expect.poll(() => backups.held()?.state).toBe('ready');
  expect(backups.held()).toMatchObject({ work: work(), manifest: { format: 1, home, records: { runs: 0 } } });
  expect(said).toEqual([
    ['frozen', 'a.main.app.web', 'a.main.service.db'],
    ['frozen', 'a.main2.app.web'],
  ]);
  const copy = join(work(), 'copies/storage/volumes/a.main2.app.web.img');
  expect(readFileSync(copy, 'utf8')).toBe('a.main2.app.web');
  await backups.end();
  expect(readdirSync(home)).not.toContain('backup-work');
  expect(backups.held()).toBeNull();
});

test('a volume that goes meanwhile is in no backup', async () => {
  const ids = ['a.main.app.web', 'a.main.service.db'];
  const backups = open(
    volumesOf(ids, (id) => {
      if (id !== 'a.main.service.db') return;
      ids.pop();
      throw new ErrandError('volume_not_found', 'gone');
    }),
  );
  backups.begin();
  await expect.poll(() => backups.held()?.state).toBe('ready');
  expect(said.at(-1)).toEqual(['frozen', 'a.main.app.web']);
});

test('where the disk has no room for the copies nothing is begun', async () => {
  const backups = open(volumesOf(['a.main.app.web'], undefined, 1e15));
  backups.begin();
  await expect.poll(() => backups.held()?.state).toBe('failed');
  expect(backups.held()).toMatchObject({
    message: expect.stringMatching(/^the copies of volumes need 95\d+ MiB/),
  });
  expect(readdirSync(work())).toEqual(['copies']);
});

test('what fails is told, and may be tried again', async () => {
  const backups = open(volumesOf([]), join(home, 'nothing.db'));
  backups.begin();
  await expect.poll(() => backups.held()?.state).toBe('failed');
  expect(said).toHaveLength(1);
  backups.begin();
  await expect.poll(() => said.length).toBe(2);
});

test('what a former server held goes', () => {
  mkdirSync(work());
  open(volumesOf([]));
  expect(readdirSync(home)).not.toContain('backup-work');
});
