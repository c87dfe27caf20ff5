import type { Deployment } from '../../deploy/deployment.ts';
import { recalled } from '../memory.ts';
import type { Database } from '../store.ts';
import { findDeployment } from './find-deployment.ts';

/** What runs in the environment; null before its first deployment and where there is no such environment. */
export async function currentDeployment(
  db: Database,
  project: string,
  environment: string,
): Promise<Deployment | null> {
  const id = await recalled(db, `deployment\0${project}\0${environment}`, async () => {
    const row = await db
      .selectFrom('environments')
      .select('deployment')
      .where('project', '=', project)
      .where('name', '=', environment)
      .executeTakeFirst();
    return row?.deployment ?? null;
  });
  return id === null ? null : findDeployment(db, id);
}
