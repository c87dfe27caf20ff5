import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findActivity } from '../../../src/store/activities/find-activity.ts';
import { acceptRun } from '../../../src/store/runs/accept-run.ts';
import { findRun } from '../../../src/store/runs/find-run.ts';
import { anActivity, aRun } from '../samples.ts';
import { filledStore, temporaryPath } from '../temporary-store.ts';

describe('accepting a run', () => {
  it('stores the run and its activity', async () => {
    const store = await filledStore();
    const run = aRun({ variables: { env: { BATCH_SIZE: '100' }, other: {} } });
    const activity = anActivity({ id: run.id, payload: { user: { id: 'user-1' } } });
    await acceptRun(store, { run, activity });
    expect(await findRun(store.db, run.id)).toEqual(run);
    expect(await findActivity(store.db, 'shop', run.id)).toEqual(activity);
  });

  it('stores neither where one cannot be stored', async () => {
    const store = await filledStore();
    const run = aRun();
    await acceptRun(store, { run, activity: anActivity({ id: run.id }) });
    const other = anActivity();
    await expect(acceptRun(store, { run, activity: other })).rejects.toThrow(/unique/i);
    expect(await findActivity(store.db, 'shop', other.id)).toBeNull();
  });

  it('is part of the transaction it is called in', async () => {
    const store = await filledStore();
    const run = aRun();
    const aborted = store.db.transaction().execute(async (db) => {
      await acceptRun({ db }, { run, activity: anActivity({ id: run.id }) });
      throw new Error('changed my mind');
    });
    await expect(aborted).rejects.toThrow('changed my mind');
    expect(await findRun(store.db, run.id)).toBeNull();
  });

  it('P1, P5: has the run on disk when it resolves, though the process is killed that moment', async () => {
    const path = await temporaryPath();
    const store = await filledStore(path);
    const fixture = new URL('../fixtures/accept-run.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [fixture, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [id] = (await once(createInterface(child.stdout), 'line')) as [string];
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await findRun(store.db, id)).toMatchObject({ state: 'queued' });
    expect(await findActivity(store.db, 'shop', id)).toMatchObject({ state: 'pending' });
  });
});
