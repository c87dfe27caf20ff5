import { expect, onTestFinished, test } from 'vitest';
import { createChangeQueue } from '../../src/deploy/change-queue.ts';
import { type EnvironmentParts, startChange, succeeded } from '../../src/environment/environment-parts.ts';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { changeEnvironment } from '../../src/store/environments/change-environment.ts';
import { silent, temporaryLogs } from '../activity/log/temporary-logs.ts';
import { actor, anEnvironment, aProject } from '../store/samples.ts';
import { filledStore } from '../store/temporary-store.ts';

const deletion = { type: 'environment.delete', text: 'deleted', takes: ['inactive'] } as const;

async function aStore() {
  const store = await filledStore();
  const changes = createChangeQueue({ store, logs: await temporaryLogs(), log: silent });
  onTestFinished(() => changes.close(actor));
  const parts = { store, changes } as unknown as EnvironmentParts;
  const set = (status: 'active' | 'inactive' | 'deleted') =>
    changeEnvironment(store.db, 'shop', 'main', { status });
  const ended = (id: string) => async () => (await findActivity(store.db, 'shop', id))?.payload.error;
  return { parts, set, ended };
}

test('a change that had to wait looks again whether it may be done', async () => {
  const { parts, set, ended } = await aStore();
  const environment = await set('inactive');
  const request = { project: aProject(), environment, actor };
  const activation = { type: 'environment.activate', text: 'activated', takes: ['inactive'] } as const;
  await startChange(parts, request, activation, async () => {
    await set('active');
    return succeeded();
  });
  let deleted = false;
  const { id } = await startChange(parts, request, deletion, async () => {
    deleted = true;
    return succeeded();
  });
  await expect.poll(ended(id)).toMatchObject({ code: 'conflict' });
  expect(deleted).toBe(false);
});

test('a change of an environment that is deleted meanwhile fails; one in the wrong state is refused at once', async () => {
  const { parts, set, ended } = await aStore();
  const environment = await set('inactive');
  const request = { project: aProject(), environment, actor };
  await startChange(parts, request, deletion, async () => {
    await set('deleted');
    return succeeded();
  });
  const { id } = await startChange(parts, request, { ...deletion, takes: null }, async () => succeeded());
  await expect
    .poll(ended(id))
    .toMatchObject({ code: 'environment_not_found', message: expect.stringContaining('deleted') });
  const active = { ...request, environment: anEnvironment({ status: 'active' }) };
  await expect(startChange(parts, active, deletion, async () => succeeded())).rejects.toThrow('is active');
});
