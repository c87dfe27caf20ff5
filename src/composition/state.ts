import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFinished } from '../activity/activity.ts';
import { type ActivityLogs, openActivityLogs } from '../activity/log/activity-logs.ts';
import { type Authority, loadAuthority } from '../identity/authority.ts';
import { loadSigningKey, type SigningKey } from '../identity/signing-key.ts';
import { findActivity } from '../store/activities/find-activity.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';

/** What the server keeps under its home. */
export interface State {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly key: SigningKey;
  readonly authority: Authority;
}

/** The home, for root alone. */
export async function makeHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chmod(home, 0o700);
}

/** Opens store, logs and keys; `stack` closes them. */
export async function openState(home: string, stack: AsyncDisposableStack): Promise<State> {
  const store = await openSqliteStore(join(home, 'store', 'errand.db'));
  stack.defer(() => store.close());
  const logs = openActivityLogs({
    directory: join(home, 'logs'),
    async isFinished(project, id) {
      const activity = await findActivity(store.db, project, id);
      return activity === null || isFinished(activity.state);
    },
  });
  stack.defer(() => logs.close());
  const key = await loadSigningKey(join(home, 'keys'));
  const authority = await loadAuthority(join(home, 'keys'), []);
  return { store, logs, key, authority };
}
