import type { Project } from '../../deploy/deployment.ts';
import { type Links, projectHref } from './hrefs.ts';
import { renderInstant } from './instant.ts';
import { organization, region, vendor } from './organization.ts';
import { noSubscription } from './subscription.ts';

/** What the caller may do with a project. */
export interface ProjectRights {
  readonly edit: boolean;
  readonly delete: boolean;
}

export function renderProject(project: Project, apiUrl: string, may: ProjectRights) {
  const href = projectHref(project.id);
  return {
    id: project.id,
    title: project.title,
    description: project.description,
    default_branch: project.defaultBranch,
    created_at: renderInstant(project.createdAt),
    updated_at: renderInstant(project.updatedAt),
    owner: organization.id,
    organization: organization.id,
    namespace: organization.name,
    region,
    timezone: project.timezone,
    status: statusOf(project),
    attributes: {},
    repository: { url: `${apiUrl}/git/${project.id}.git`, client_ssh_key: null },
    default_domain: null,
    subscription: noSubscription(project.id),
    maintenance: null,
    _links: {
      self: { href },
      environments: { href: `${href}/environments` },
      activities: { href: `${href}/activities` },
      variables: { href: `${href}/variables` },
      access: { href: `${href}/access` },
      ...changeLinks(project, href, may),
      capabilities: { href: `${href}/capabilities` },
      settings: { href: `${href}/settings` },
    },
  };
}

function statusOf({ deletion }: Project) {
  if (deletion === null) return { code: 'provisioned', message: 'ok' };
  if (deletion.failure === null) return { code: 'deleting', message: 'being deleted' };
  return { code: 'deletion_failed', message: deletion.failure };
}

/** Clients offer what has a link (wire.md 4.1). A deletion can be asked for again, and nothing else can be changed then. */
function changeLinks({ deletion }: Project, href: string, may: ProjectRights): Links {
  const isOpen = deletion === null;
  return {
    ...(isOpen
      ? {
          '#access': { href: `${href}/access` },
          '#manage-variables': { href: `${href}/variables` },
          '#clear-build-cache': { href: `${href}/clear_build_cache` },
        }
      : {}),
    ...(isOpen && may.edit ? { '#edit': { href } } : {}),
    ...(may.delete ? { '#delete': { href } } : {}),
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
