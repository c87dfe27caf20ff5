import { changeActivity } from '../../src/store/activities/change-activity.ts';
import { insertActivity } from '../../src/store/activities/insert-activity.ts';
import { anActivity } from './sample-activity.ts';
import { openTestApi, type TestApiOptions } from './test-api.ts';

export const runningLog = '/projects/shop/activities/run/log';

/** The API with an activity that is under way, three lines in its log, and what ends it. */
export async function openRunning(options?: TestApiOptions) {
  const opened = await openTestApi(options);
  await insertActivity(opened.store.db, anActivity({ id: 'run', state: 'in_progress' }));
  opened.logs.append('shop', 'run', 'one\ntwo\nthree');
  const finish = async () => {
    await changeActivity(opened.store.db, 'run', { state: 'complete', result: 'success' });
    opened.logs.seal('shop', 'run');
  };
  return { ...opened, finish };
}
