import { expect, it } from 'vitest';
import { findActivity } from '../../../src/store/activities/find-activity.ts';
import { beginRun } from '../../../src/store/runs/begin-run.ts';
import { endRun } from '../../../src/store/runs/end-run.ts';
import { findRun } from '../../../src/store/runs/find-run.ts';
import { acceptRuns, claim, filledStore } from '../temporary-store.ts';

const at = new Date('2026-08-01T10:01:00.000Z');
const outcome = { kind: 'cancelled', by: { kind: 'user', name: 'ada' }, at: at.toISOString() } as const;

it('the begin of a run shows in run and activity together', async () => {
  const store = await filledStore();
  const [run] = await acceptRuns(store, 1);
  await claim(store);
  await beginRun(store, run?.id ?? '', at);
  expect(await findRun(store.db, run?.id ?? '')).toMatchObject({ state: 'running', startedAt: at });
  expect(await findActivity(store.db, 'shop', run?.id ?? '')).toMatchObject({
    state: 'in_progress',
    startedAt: at,
  });
});

it('a run that was cancelled meanwhile does not begin, and its activity stays as it ended', async () => {
  const store = await filledStore();
  const [run] = await acceptRuns(store, 1);
  const id = run?.id ?? '';
  await claim(store);
  const activityChange = { state: 'cancelled' } as const;
  await endRun(store, { id, outcome, endedAt: at, activityChange });
  await expect(beginRun(store, id, at)).rejects.toThrow('ended cannot become running');
  expect(await findActivity(store.db, 'shop', id)).toMatchObject({ state: 'cancelled', startedAt: null });
});
