import type { Domain } from '../../domain/domain.ts';
import type { Database } from '../store.ts';
import { fromDomainRow } from './domain-row.ts';

/** Every domain of the server, by name. */
export async function listDomains(db: Database): Promise<readonly Domain[]> {
  const rows = await db.selectFrom('domains').selectAll().orderBy('name').execute();
  return rows.map(fromDomainRow);
}
