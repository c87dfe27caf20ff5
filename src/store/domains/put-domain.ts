import type { Domain } from '../../domain/domain.ts';
import type { Database } from '../store.ts';
import { toDomainRow } from './domain-row.ts';

/** Stores a domain, in place of one of that name. */
export async function putDomain(db: Database, domain: Domain): Promise<void> {
  const row = toDomainRow(domain);
  await db
    .insertInto('domains')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
}
