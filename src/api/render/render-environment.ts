import type { Environment, Project } from '../../deploy/deployment.ts';
import { environmentHref, type Links } from './hrefs.ts';
import { openAccess } from './http-access.ts';
import { renderInstant } from './instant.ts';

export function renderEnvironment(environment: Environment, project: Project, applicationUrl: string) {
  const { name } = environment;
  const isDeployed = environment.deployment !== null;
  return {
    id: name,
    name,
    title: name,
    project: project.id,
    machine_name: environment.machineName,
    type: environment.type,
    parent: environment.parent,
    status: statusOf(environment),
    is_main: name === project.defaultBranch,
    has_code: isDeployed,
    has_deployment: isDeployed,
    created_at: renderInstant(environment.createdAt),
    updated_at: renderInstant(environment.updatedAt),
    edge_hostname: new URL(applicationUrl).hostname,
    ...whatErrandHasNot,
    _links: linksOf(environment, applicationUrl),
  };
}

export function statusOf(environment: Environment): 'active' | 'inactive' {
  return environment.deployment === null ? 'inactive' : 'active';
}

function linksOf({ project, name, deployment }: Environment, applicationUrl: string): Links {
  const href = environmentHref(project, name);
  return {
    self: { href },
    activities: { href: `${href}/activities` },
    deployments: { href: `${href}/deployments` },
    tasks: { href: `${href}/tasks` },
    ...(deployment === null ? {} : { 'public-url': { href: applicationUrl } }),
  };
}

const whatErrandHasNot = {
  attributes: {},
  default_domain: null,
  has_domains: false,
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
  head_commit: null,
  merge_info: { commits_ahead: null, commits_behind: null, parent_ref: null },
} as const;
