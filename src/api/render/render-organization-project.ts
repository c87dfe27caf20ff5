import type { Project } from '../../deploy/deployment.ts';
import { projectHref } from './hrefs.ts';
import { organizationHref } from './organization.ts';
import { renderProjectReference } from './render-project.ts';

export const organizationProjectsHref = `${organizationHref}/projects`;

/** A project as its organization has it. */
export function renderOrganizationProject(project: Project) {
  const href = `${organizationProjectsHref}/${encodeURIComponent(project.id)}`;
  return {
    ...renderProjectReference(project),
    timezone: project.timezone,
    default_branch: project.defaultBranch,
    _links: { self: { href }, api: { href: projectHref(project.id) } },
  };
}
