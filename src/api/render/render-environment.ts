import type { Environment, Project } from '../../deploy/deployment.ts';
import { type Site, siteUrl } from '../../router/site.ts';
import type { Distance } from '../../source/branch-heads.ts';
import { environmentHref, type Links, projectHref } from './hrefs.ts';
import { openAccess } from './http-access.ts';
import { renderInstant } from './instant.ts';

/** What an environment's branch holds. */
export interface BranchState {
  /** Null before the first push. */
  readonly head: string | null;
  /** From the parent's branch; null where nobody counted. */
  readonly distance: Distance | null;
}

export function renderEnvironment(
  environment: Environment,
  project: Project,
  site: Site,
  { head, distance }: BranchState,
  urls: readonly string[],
) {
  const { name } = environment;
  const isDeployed = environment.deployment !== null;
  return {
    id: name,
    name,
    title: environment.title,
    project: project.id,
    machine_name: environment.machineName,
    type: environment.type,
    parent: environment.parent,
    status: environment.status,
    is_main: name === project.defaultBranch,
    has_code: head !== null || isDeployed,
    has_deployment: isDeployed,
    created_at: renderInstant(environment.createdAt),
    updated_at: renderInstant(environment.updatedAt),
    edge_hostname: site.ownHost,
    default_domain: site.defaultHost === site.ownHost ? null : site.defaultHost,
    has_domains: site.defaultHost !== site.ownHost,
    head_commit: head,
    merge_info: {
      commits_ahead: distance?.ahead ?? null,
      commits_behind: distance?.behind ?? null,
      parent_ref: environment.parent === null ? null : `refs/heads/${environment.parent}`,
    },
    ...whatErrandHasNot,
    _links: linksOf(environment, siteUrl(site), urls),
  };
}

function linksOf(environment: Environment, applicationUrl: string, urls: readonly string[]): Links {
  const { project, name, type, deployment } = environment;
  const href = environmentHref(project, name);
  return {
    self: { href },
    activities: { href: `${href}/activities` },
    deployments: { href: `${href}/deployments` },
    tasks: { href: `${href}/tasks` },
    variables: { href: `${href}/variables` },
    '#variables': { href: `${href}/variables` },
    '#manage-variables': { href: `${href}/variables` },
    '#manage-access': { href: `${projectHref(project)}/environment-types/${type}/access` },
    '#routes': { href: `${href}/routes` },
    '#manage-routes': { href: `${href}/routes` },
    '#domains': { href: `${href}/domains` },
    '#manage-domains': { href: `${href}/domains` },
    'pf:routes': urls.map((url) => ({ href: url })),
    ...(deployment === null ? {} : { 'public-url': { href: applicationUrl } }),
    ...changeLinks(environment, href),
  };
}

const verbs: Readonly<Record<Environment['status'], readonly string[]>> = {
  active: ['backup', 'branch', 'deactivate', 'merge', 'pause', 'redeploy', 'synchronize'],
  paused: ['backup', 'branch', 'deactivate', 'resume'],
  inactive: ['activate', 'branch'],
  deleted: [],
};

/** What can be done with it now: clients offer what has a link (wire.md 4.1). */
function changeLinks({ status, parent }: Environment, href: string): Links {
  const possible = verbs[status].filter(
    (verb) => parent !== null || !['merge', 'synchronize'].includes(verb),
  );
  const removable = status === 'inactive' && parent !== null;
  return {
    ...Object.fromEntries(possible.map((verb) => [`#${verb}`, { href: `${href}/${verb}` }])),
    ...(removable ? { '#delete': { href } } : {}),
    '#edit': { href },
  };
}

const whatErrandHasNot = {
  attributes: {},
  clone_parent_on_create: false,
  deployment_target: null,
  is_pr: false,
  is_dirty: false,
  has_remote: false,
  has_staged_activities: false,
  http_access: openAccess,
  enable_smtp: false,
  restrict_robots: false,
  supports_restrict_robots: false,
  can_rolling_deploy: false,
  supports_rolling_deployments: false,
  deployment_state: null,
  sizing: null,
  resources_overrides: {},
  max_instance_count: null,
  last_active_at: null,
  last_backup_at: null,
} as const;
