import type { StoredService } from '../../service/stored-service.ts';
import type { Database } from '../store.ts';
import { fromServiceRow } from './service-row.ts';

/** Services of an environment, stopped ones too, by name. */
export async function listServices(
  db: Database,
  project: string,
  environment: string,
): Promise<readonly StoredService[]> {
  const rows = await db
    .selectFrom('services')
    .selectAll()
    .where('project', '=', project)
    .where('environment', '=', environment)
    .orderBy('name')
    .execute();
  return rows.map(fromServiceRow);
}
