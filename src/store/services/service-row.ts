import type { StoredService } from '../../service/stored-service.ts';
import { dateOrNull } from '../instant.ts';
import type { ServiceTable } from '../schema.ts';

export function toServiceRow(service: StoredService): ServiceTable {
  return {
    project: service.project,
    environment: service.environment,
    name: service.name,
    type: service.type,
    version: service.version,
    image: service.image,
    seed: service.seed,
    container_id: service.containerId,
    fingerprint: service.fingerprint,
    created_at_ms: service.createdAt.getTime(),
    stopped_at_ms: service.stoppedAt?.getTime() ?? null,
  };
}

export function fromServiceRow(row: ServiceTable): StoredService {
  return {
    project: row.project,
    environment: row.environment,
    name: row.name,
    type: row.type,
    version: row.version,
    image: row.image,
    seed: row.seed,
    containerId: row.container_id,
    fingerprint: row.fingerprint,
    createdAt: new Date(row.created_at_ms),
    stoppedAt: dateOrNull(row.stopped_at_ms),
  };
}
