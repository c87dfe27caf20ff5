import type { ServiceState } from '../../deploy/service-state.ts';
import { renderInstant } from './instant.ts';

export function renderServiceState(service: ServiceState) {
  return {
    name: service.name,
    type: service.type,
    version: service.version,
    status: service.status,
    ip: service.address,
    disk: service.disk === null ? null : { size: service.disk.sizeMiB, used: service.disk.usedMiB },
    created_at: renderInstant(service.createdAt),
    stopped_at: service.stoppedAt === null ? null : renderInstant(service.stoppedAt),
  };
}
