import type { Domain, DomainPlace } from '../../domain/domain.ts';
import { environmentHref, projectHref } from './hrefs.ts';
import { renderInstant } from './instant.ts';

function domainHref({ project, environment }: DomainPlace, name: string): string {
  const place = environment === null ? projectHref(project) : environmentHref(project, environment);
  return `${place}/domains/${encodeURIComponent(name)}`;
}

/** As the Upsun API shows it. Where the server speaks TLS every domain has a certificate. */
export function renderDomain(domain: Domain, hasTls: boolean) {
  const { name, environment, project } = domain;
  const href = domainHref(domain, name);
  return {
    id: name,
    name,
    type: environment === null ? 'ProdDomainStorage' : 'ReplacementDomainStorage',
    project,
    ...(environment === null ? {} : { environment, replacement_for: null }),
    registered_name: name,
    is_default: domain.isDefault,
    attributes: domain.attributes,
    ssl: { has_certificate: hasTls },
    created_at: renderInstant(domain.createdAt),
    updated_at: renderInstant(domain.updatedAt),
    _links: { self: { href }, '#edit': { href }, '#delete': { href } },
  };
}

const whenSeen =
  'Visitors have it at once. Environments that are active are redeployed, so that PLATFORM_ROUTES tells of it.';

export function renderDomainChange(
  status: 'created' | 'updated' | 'deleted',
  domain: object | null,
  /** As they are rendered. */
  activities: readonly object[],
) {
  const code = status === 'created' ? 201 : 200;
  const entity = domain === null ? {} : { entity: domain };
  return { status, code, message: whenSeen, _embedded: { ...entity, activities } };
}
