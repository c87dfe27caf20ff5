import type { Project } from '../../deploy/deployment.ts';
import { projectHref } from './hrefs.ts';
import { renderInstant } from './instant.ts';
import { organization, region, vendor } from './organization.ts';
import { noSubscription } from './subscription.ts';

export function renderProject(project: Project, apiUrl: string) {
  const href = projectHref(project.id);
  return {
    id: project.id,
    title: project.title,
    description: '',
    default_branch: project.defaultBranch,
    created_at: renderInstant(project.createdAt),
    updated_at: renderInstant(project.updatedAt),
    owner: organization.id,
    organization: organization.id,
    namespace: organization.name,
    region,
    timezone: 'UTC',
    status: { code: 'provisioned', message: 'ok' },
    attributes: {},
    repository: { url: `${apiUrl}/git/${project.id}.git`, client_ssh_key: null },
    default_domain: null,
    subscription: noSubscription,
    maintenance: null,
    _links: {
      self: { href },
      environments: { href: `${href}/environments` },
      activities: { href: `${href}/activities` },
      variables: { href: `${href}/variables` },
      '#manage-variables': { href: `${href}/variables` },
      '#clear-build-cache': { href: `${href}/clear_build_cache` },
      capabilities: { href: `${href}/capabilities` },
      settings: { href: `${href}/settings` },
    },
  };
}

/** A project as lists of references have it (`/ref/projects`). */
export function renderProjectReference(project: Project) {
  return {
    id: project.id,
    organization_id: organization.id,
    subscription_id: project.id,
    region,
    title: project.title,
    type: 'grid',
    plan: 'errand',
    status: 'active',
    vendor,
    created_at: renderInstant(project.createdAt),
    updated_at: renderInstant(project.updatedAt),
  };
}

/** A project as the deprecated `/me` has it. */
export function renderProjectStub(project: Project, apiUrl: string) {
  const uri = apiUrl + projectHref(project.id);
  return {
    id: project.id,
    name: project.id,
    title: project.title,
    cluster: region,
    cluster_label: region,
    region,
    region_label: region,
    uri,
    endpoint: uri,
    plan: 'errand',
    status: 'active',
    vendor,
    created_at: renderInstant(project.createdAt),
  };
}
