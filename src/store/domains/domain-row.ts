import type { Domain } from '../../domain/domain.ts';
import type { DomainTable } from '../tables/domains.ts';

export function toDomainRow(domain: Domain): DomainTable {
  return {
    name: domain.name,
    project: domain.project,
    environment: domain.environment ?? '',
    is_default: domain.isDefault ? 1 : 0,
    attributes: JSON.stringify(domain.attributes),
    created_at_ms: domain.createdAt.getTime(),
    updated_at_ms: domain.updatedAt.getTime(),
  };
}

export function fromDomainRow(row: DomainTable): Domain {
  return {
    name: row.name,
    project: row.project,
    environment: row.environment === '' ? null : row.environment,
    isDefault: row.is_default === 1,
    attributes: JSON.parse(row.attributes) as Readonly<Record<string, string>>,
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}
