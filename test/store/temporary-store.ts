import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { insertDeployment } from '../../src/store/deployments/insert-deployment.ts';
import { upsertEnvironment } from '../../src/store/environments/upsert-environment.ts';
import { openStore as openAt } from '../../src/store/open.ts';
import { insertProject } from '../../src/store/projects/insert-project.ts';
import { acceptRun } from '../../src/store/runs/accept-run.ts';
import { claimNextRun } from '../../src/store/runs/claim-next-run.ts';
import type { Store } from '../../src/store/store.ts';
import type { QueueLimits } from '../../src/task/queue-limits.ts';
import type { Run } from '../../src/task/run.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { aDeployment, anActivity, anEnvironment, aProject, aRun } from './samples.ts';

let postgres: PostgresServer | null = null;

/** From here on, the stores of this test file are databases of that server. */
export function storeOn(server: PostgresServer): void {
  postgres = server;
}

/** Whether the stores of this test file are SQLite's, for what is said of it alone. */
export const onSqlite = () => postgres === null;

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'errand.db');
}

/** Where a store may be: a path in a folder that goes when the test ends, or the URL of an empty database. */
export async function temporaryPath(): Promise<string> {
  return postgres === null ? temporaryFile() : postgres.createDatabase();
}

/** A store that is closed when the test ends. */
export async function openStore(path: string): Promise<Store> {
  const store = await openAt(path);
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

/** Claims the next run of an environment of `shop` for `deployment-1`. */
export function claim(
  store: Store,
  limits: Partial<QueueLimits> = {},
  environment = 'main',
): Promise<Run | null> {
  return claimNextRun(store.db, {
    project: 'shop',
    environment,
    limits: { runsAtOnce: 3, tasks: {}, ...limits },
    deployment: 'deployment-1',
    containerIdOf: ({ id }) => `c-${id}`,
  });
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
