import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { insertDeployment } from '../../src/store/deployments/insert-deployment.ts';
import { upsertEnvironment } from '../../src/store/environments/upsert-environment.ts';
import { insertProject } from '../../src/store/projects/insert-project.ts';
import { acceptRun } from '../../src/store/runs/accept-run.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import type { Run } from '../../src/task/run.ts';
import { aDeployment, anActivity, anEnvironment, aProject, aRun } from './samples.ts';

/** A path for a store in a folder that goes when the test ends. */
export async function temporaryPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'errand.db');
}

/** A store that is closed when the test ends. */
export async function openStore(path: string): Promise<Store> {
  const store = await openSqliteStore(path);
  onTestFinished(() => store.close());
  return store;
}

/** A store with the project `shop`, its environments `main` and `preview`, and `deployment-1`. */
export async function filledStore(path?: string): Promise<Store> {
  const store = await openStore(path ?? (await temporaryPath()));
  await insertProject(store.db, aProject());
  await upsertEnvironment(store.db, anEnvironment());
  await upsertEnvironment(store.db, anEnvironment({ name: 'preview', type: 'development', parent: 'main' }));
  await insertDeployment(store.db, aDeployment());
  return store;
}

/** Accepts so many runs, one after the other. */
export async function acceptRuns(store: Store, count: number, change: Partial<Run> = {}): Promise<Run[]> {
  const runs: Run[] = [];
  for (let i = 0; i < count; i += 1) {
    const run = aRun(change);
    await acceptRun(store, { run, activity: anActivity({ id: run.id, environment: run.environment }) });
    runs.push(run);
  }
  return runs;
}
