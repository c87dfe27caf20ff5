import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { EventLog } from '../../src/observe/event-log.ts';
import { findRun } from '../../src/store/runs/find-run.ts';
import { silent } from '../activity/log/temporary-logs.ts';
import { acceptRuns, filledStore } from '../store/temporary-store.ts';
import { barren, openQueue } from './temporary-queue.ts';

test('P18: a queue that the store could not give once is looked at again, though nobody calls', async () => {
  const store = await filledStore();
  const [run] = await acceptRuns(store, 1);
  const id = run?.id ?? '';
  await sql`create trigger full before update on runs begin select raise(fail, 'disk full'); end`.execute(
    store.db,
  );
  const said: string[] = [];
  const log = { ...silent, error: (_: unknown, text: string) => void said.push(text) } as EventLog;
  const queue = await openQueue(store, log);
  const chosen: string[] = [];
  const released: string[] = [];
  queue.setStage('shop', 'main', {
    ...barren,
    reserve: (next) => {
      chosen.push(next.id);
      return `c-${next.id}`;
    },
    release: async (next) => void released.push(next.id),
  });
  await expect.poll(() => said).toContain('the queue could not be read');
  expect((await findRun(store.db, id))?.state).toBe('queued');
  // Or a container would wait for ever each time.
  expect(released).toEqual(chosen);
  await sql`drop trigger full`.execute(store.db);
  await expect.poll(async () => (await findRun(store.db, id))?.outcome?.kind).toBe('start_failed');
  expect(chosen).toEqual([...released, id]);
});
