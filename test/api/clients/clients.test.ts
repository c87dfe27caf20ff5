import { describe, expect, test } from 'vitest';
import { insertActivity } from '../../../src/store/activities/insert-activity.ts';
import { insertBackup } from '../../../src/store/backups/insert-backup.ts';
import { anActivity } from '../sample-activity.ts';
import { aBackup } from '../sample-backup.ts';
import { sources } from '../sample-sources.ts';
import { openTestApi } from '../test-api.ts';
import { backup, backupCalls } from './backup-calls.ts';
import type { ClientCall } from './client-call.ts';
import { domainCalls } from './domain-calls.ts';
import {
  accountCalls,
  environmentCalls,
  environmentFacts,
  integrationCalls,
  routeCalls,
} from './environment-calls.ts';
import { resourceCalls } from './resource-calls.ts';
import { changeCalls, taskCalls, waiting } from './task-calls.ts';

const calls: readonly ClientCall[] = [
  ...taskCalls,
  ...changeCalls,
  ...environmentCalls,
  ...environmentFacts,
  ...backupCalls,
  ...domainCalls,
  ...routeCalls,
  ...resourceCalls,
  ...integrationCalls,
  ...accountCalls,
];

interface Linked {
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

describe('what official clients send is taken, and what they read is there', () => {
  test.each(calls)('$client', async ({ follows, method, path, body, status, reads }) => {
    const { ask, store } = await openTestApi({ change: (rooms) => ({ ...rooms, sources }) });
    await insertActivity(store.db, anActivity({ id: waiting }));
    await insertBackup(store.db, aBackup({ id: backup }));
    if (follows !== undefined) {
      const from = await ask(follows.from);
      expect((from.body as Linked)._links[follows.rel]?.href).toBe(path);
    }
    const payload = body === undefined ? {} : { payload: body as object };
    const answer = await ask({ method, url: path, ...payload });
    expect(answer).toMatchObject({ status, body: reads });
  });
});
