import { expect, it } from 'vitest';
import { insertDeployment } from '../../src/store/deployments/insert-deployment.ts';
import { listBuildsInUse } from '../../src/store/deployments/list-builds-in-use.ts';
import { setDeployment } from '../../src/store/environments/set-deployment.ts';
import { endRun } from '../../src/store/runs/end-run.ts';
import { aDeployment } from './samples.ts';
import { acceptRuns, claim, filledStore } from './temporary-store.ts';

const builds = (slug: string) => ({ report: { slug, image: `image of ${slug}` } });

it('builds in use are those of current deployments and of runs that have not ended', async () => {
  const store = await filledStore();
  for (const id of ['two', 'three'])
    await insertDeployment(store.db, aDeployment({ id, builds: builds(id) }));
  const slugs = async () => (await listBuildsInUse(store.db)).map(({ slug }) => slug).sort();
  expect(await slugs()).toEqual([]);
  await acceptRuns(store, 1);
  const run = await claim(store);
  await setDeployment(store.db, 'shop', 'main', 'two');
  expect(await slugs()).toEqual(['slug-1', 'two']);
  await endRun(store, {
    id: run?.id ?? '',
    outcome: { kind: 'succeeded' },
    endedAt: new Date(),
    activityChange: { state: 'complete' },
  });
  expect(await slugs()).toEqual(['two']);
});
