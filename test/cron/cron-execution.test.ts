import { expect, test } from 'vitest';
import { cronActivity } from '../../src/cron/cron-activity.ts';
import { executeCron } from '../../src/cron/cron-execution.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import type { PreparedRun, Stage } from '../../src/task/stage.ts';
import { createStopRequest } from '../../src/task/stop-request.ts';
import { silent, temporaryLogs } from '../activity/log/temporary-logs.ts';
import { filledStore } from '../store/temporary-store.ts';

const definition = {
  spec: '* * * * *',
  start: 'true',
  stop: null,
  shutdownTimeoutSeconds: 10,
  timeoutSeconds: 60,
} as const;
const environment = { name: 'main', machineName: 'main-abc' } as Stage['environment'];
const place = { project: 'shop', environment: 'main', application: 'app' } as const;
const job = { ...place, name: 'tick', timezone: null, seed: '', definition };

test('the container of a cron whose begin cannot be written down is removed, and its command never begins', async () => {
  const store = await filledStore();
  const logs = await temporaryLogs();
  const activity = cronActivity(job, { environment });
  await insertActivity(store.db, activity);
  const events: string[] = [];
  const prepared = {
    container: { id: 'cron-1' },
    output: null,
    begin: async () => void events.push('begun'),
    close: async () => void events.push('removed'),
  } as unknown as PreparedRun;
  const prepareCommand = async () => {
    // The database is gone from one moment to the next.
    await store.close();
    return prepared;
  };
  const stage = { environment, prepareCommand } as unknown as Stage;
  const parts = { store, logs, log: silent, stopping: new AbortController().signal };
  await expect(executeCron(parts, stage, activity, definition, createStopRequest())).rejects.toThrow();
  expect(events).toEqual(['removed']);
});
