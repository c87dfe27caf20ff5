import type { StoredService } from '../../service/stored-service.ts';
import type { Database } from '../store.ts';
import { toServiceRow } from './service-row.ts';

/** Stores a service, or everything that can change of one that is there. */
export async function upsertService(db: Database, service: StoredService): Promise<void> {
  const row = toServiceRow(service);
  const { type, version, image, container_id, fingerprint, stopped_at_ms } = row;
  await db
    .insertInto('services')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['project', 'environment', 'name'])
        .doUpdateSet({ type, version, image, container_id, fingerprint, stopped_at_ms }),
    )
    .execute();
}
