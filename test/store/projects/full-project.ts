import { sql } from 'kysely';
import { setAddresses } from '../../../src/store/addresses/set-addresses.ts';
import { insertBackup } from '../../../src/store/backups/insert-backup.ts';
import { insertDeployment } from '../../../src/store/deployments/insert-deployment.ts';
import { putDomain } from '../../../src/store/domains/put-domain.ts';
import { setDeployment } from '../../../src/store/environments/set-deployment.ts';
import { upsertEnvironment } from '../../../src/store/environments/upsert-environment.ts';
import { insertIntegration } from '../../../src/store/integrations/insert-integration.ts';
import { insertProject } from '../../../src/store/projects/insert-project.ts';
import { setQueueLimit } from '../../../src/store/queue-limits/set-queue-limit.ts';
import { setRetention } from '../../../src/store/retention/set-retention.ts';
import { acceptRun } from '../../../src/store/runs/accept-run.ts';
import { upsertService } from '../../../src/store/services/upsert-service.ts';
import type { Database, Store } from '../../../src/store/store.ts';
import { putGrant } from '../../../src/store/user-access/put-grant.ts';
import { insertUser } from '../../../src/store/users/insert-user.ts';
import { putVariable } from '../../../src/store/variables/put-variable.ts';
import { everything } from '../../../src/webhook/integration.ts';
import { aUser } from '../../api/filled-store.ts';
import { aDeployment, anActivity, anEnvironment, aProject, aRun } from '../samples.ts';

const now = new Date('2026-08-01T10:00:00.000Z');
const times = { createdAt: now, updatedAt: now };

/** A project with something in every table that has one of projects, and `runs` runs that wait. */
export async function fillProject(store: Store, project: string, runs = 1): Promise<void> {
  const { db } = store;
  await insertProject(db, aProject({ id: project }));
  await upsertEnvironment(db, anEnvironment({ project }));
  await upsertEnvironment(db, anEnvironment({ project, name: 'gone', status: 'deleted' }));
  const deployment = `deployment-of-${project}`;
  const builds = { web: { slug: `slug-of-${project}`, image: 'nodejs 26.10.0' } };
  await insertDeployment(db, aDeployment({ id: deployment, project, builds }));
  await setDeployment(db, project, 'main', deployment);
  await fillSettings(db, project);
  await fillData(db, project);
  for (let number = 1; number <= runs; number += 1) {
    const run = aRun({ project, deployment });
    const key = { project, environment: 'main', task: 'report', key: run.id, fingerprint: 'x' };
    const activity = anActivity({ id: run.id, project });
    await acceptRun(store, { run, activity, idempotencyKey: key });
  }
}

async function fillSettings(db: Database, project: string): Promise<void> {
  const user = aUser({ id: `ada-of-${project}`, username: project, email: `ada@${project}.example` });
  await insertUser(db, user);
  const grant = { userId: user.id, project, access: { role: 'admin', types: {} } } as const;
  await putGrant(db, { ...grant, grantedAt: now, updatedAt: now });
  const terms = { ...everything, url: 'https://hook.example', secret: 'v1.sealed' };
  await insertIntegration(db, { id: `hook-of-${project}`, project, ...terms, ...times });
  await setQueueLimit(db, { project, environment: 'main', task: '' }, 2);
  await setRetention(db, project, {});
  const flags = { isJson: false, visibleBuild: true, visibleRuntime: true, isEnabled: true };
  await putVariable(db, {
    ...{ project, environment: null, name: 'env:TOKEN', ...flags, ...times },
    value: { kind: 'sealed', sealed: 'v1.sealed', isMasked: true },
    isInheritable: true,
    applicationScope: [],
    attributes: {},
  });
  const domain = { project, environment: null, name: `www.${project}.example`, isDefault: true };
  await putDomain(db, { ...domain, attributes: {}, ...times });
}

async function fillData(db: Database, project: string): Promise<void> {
  const environment = 'main';
  await setAddresses(db, project, environment, new Map([['web', '10.213.0.2']]));
  await upsertService(db, {
    ...{ project, environment, name: 'db', type: 'redis:7.0', version: null, image: null },
    ...{ seed: 'v1.sealed', containerId: null, fingerprint: null, createdAt: now, stoppedAt: null },
  });
  const kept = { commit: null, deployment: null, volumes: 1, sizeMiB: 8, isLive: false, createdAt: now };
  await insertBackup(db, { id: `backup-of-${project}`, project, environment, ...kept });
}

/** Each table with a column for projects, and how many of its rows are of this one. What the audit log says stays. */
export async function rowsByTable(db: Database, project: string): Promise<Readonly<Record<string, number>>> {
  const tables = await db.introspection.getTables();
  const columns = tables.flatMap(({ name, columns }) => {
    const wanted = name === 'projects' ? 'id' : 'project';
    return columns.some((column) => column.name === wanted) ? [[name, wanted] as const] : [];
  });
  const counts: Record<string, number> = {};
  for (const [table, column] of columns) {
    if (table === 'audit_log') continue;
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}
      where ${sql.ref(column)} = ${project}`.execute(db);
    counts[table] = Number(rows[0]?.count);
  }
  return counts;
}
