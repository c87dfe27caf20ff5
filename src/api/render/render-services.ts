import type { Definition, ServiceDefinition } from '../../config/definition.ts';
import { renderServiceSize } from './render-size.ts';

/** A deployment's `services` (wire.md 4.5). */
export function renderServices(
  services: Definition['services'],
  /** Service → size of its volume in MiB. */
  disks: ReadonlyMap<string, number>,
) {
  return Object.fromEntries(
    Object.entries(services).map(([name, service]) => [
      name,
      renderService(service, disks.get(name) ?? null),
    ]),
  );
}

function renderService(service: ServiceDefinition, disk: number | null) {
  const relationships = Object.entries(service.relationships).map(([name, target]) => [
    name,
    target.endpoint === null ? target.service : `${target.service}:${target.endpoint}`,
  ]);
  return {
    type: service.type,
    configuration: service.configuration,
    relationships: Object.fromEntries(relationships),
    size: 'AUTO',
    disk,
    access: {},
    firewall: null,
    ...renderServiceSize(service, disk),
    endpoints: null,
    instance_count: 1,
    supports_horizontal_scaling: false,
  };
}
