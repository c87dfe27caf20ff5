import type { Link } from './hrefs.ts';

/** Clients sort projects into organizations; a server of one's own has one (wire.md 4.2). */
export const organization = {
  /** A ULID, as clients expect of an organization's id. */
  id: '01ERRAND000000000000000000',
  name: 'errand',
  label: 'Errand',
} as const;

/** The vendor that the `upsun` command shows projects of. */
export const vendor = 'upsun';
/** The one place where everything runs. */
export const region = 'local';

/** ISO 3166 leaves this code to its users; Unicode (CLDR) calls it the unknown region. */
export const unknownCountry = 'ZZ';

/** Where the organization is. */
export const organizationHref = `/organizations/${organization.id}`;

/** Clients look for limits here before they set resources. */
export function renderOrganizationProfile() {
  return {
    id: organization.id,
    company_name: organization.label,
    current_trial: null,
    resources_limit: null,
    _links: { self: { href: `${organizationHref}/profile` } },
  };
}

/** The organization on the wire. Everybody owns it, so `owner_id` is who asks. */
export function renderOrganization(userId: string) {
  const self: Link = { href: organizationHref };
  return {
    ...renderOrganizationReference(userId),
    namespace: organization.name,
    country: unknownCountry,
    capabilities: [],
    status: 'active',
    _links: {
      self,
      profile: { href: `${organizationHref}/profile` },
      projects: { href: `${organizationHref}/projects` },
    },
  };
}

export function renderOrganizationReference(userId: string) {
  return { ...organization, type: 'flexible', owner_id: userId, vendor };
}
