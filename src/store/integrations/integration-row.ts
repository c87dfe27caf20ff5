import type { Integration, IntegrationTerms } from '../../webhook/integration.ts';
import type { IntegrationTable } from '../tables/webhooks.ts';

/** What may change of an integration, without its secret. */
export function toTermsRow(terms: IntegrationTerms) {
  return {
    url: terms.url,
    events: JSON.stringify(terms.events),
    states: JSON.stringify(terms.states),
    environments: JSON.stringify(terms.environments),
    excluded_environments: JSON.stringify(terms.excludedEnvironments),
    result: terms.result,
  };
}

export function toIntegrationRow(integration: Integration): IntegrationTable {
  return {
    id: integration.id,
    project: integration.project,
    ...toTermsRow(integration),
    secret: integration.secret,
    created_at_ms: integration.createdAt.getTime(),
    updated_at_ms: integration.updatedAt.getTime(),
  };
}

export function fromIntegrationRow(row: IntegrationTable): Integration {
  return {
    id: row.id,
    project: row.project,
    url: row.url,
    events: JSON.parse(row.events) as Integration['events'],
    states: JSON.parse(row.states) as Integration['states'],
    environments: JSON.parse(row.environments) as Integration['environments'],
    excludedEnvironments: JSON.parse(row.excluded_environments) as Integration['excludedEnvironments'],
    result: row.result,
    secret: row.secret,
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}
