import type { Deployment, Environment, Project } from '../../deploy/deployment.ts';
import type { Site } from '../../router/site.ts';
import { environmentHref, type Links } from './hrefs.ts';
import { openAccess } from './http-access.ts';
import { renderInstant } from './instant.ts';
import { organization, region } from './organization.ts';
import { capabilities } from './project-capabilities.ts';
import { projectSettings } from './project-settings.ts';
import { type BuiltApplication, renderApplication, renderWorker } from './render-application.ts';
import { renderRoutes } from './render-routes.ts';
import { renderServices } from './render-services.ts';
import { renderContainerProfiles } from './render-size.ts';
import { renderTask } from './render-task.ts';
import { noSubscription } from './subscription.ts';

/** Where a deployment belongs. */
export interface DeploymentPlace {
  readonly project: Project;
  readonly environment: Environment;
  readonly site: Site;
  /** Service → size of its volume in MiB. */
  readonly disks: ReadonlyMap<string, number>;
  /** Application → size of its storage in MiB. */
  readonly applicationDisks: ReadonlyMap<string, number>;
  /** Whether it was asked for as the next one, which can be changed. */
  readonly isNext: boolean;
}

/** What runs in an environment (wire.md 4.5). Without variables: their values stay out of reach. */
export function renderDeployment(deployment: Deployment, place: DeploymentPlace) {
  const { definition } = deployment;
  const { project, environment, site, applicationDisks: disks } = place;
  const built = Object.values(definition.applications).map((application) => builtOf(deployment, application));
  return {
    id: deployment.id,
    created_at: renderInstant(deployment.createdAt),
    updated_at: renderInstant(deployment.createdAt),
    fingerprint: deployment.treeId,
    cluster_name: `${project.id}-${environment.machineName}`,
    project_info: renderProjectInfo(project),
    environment_info: renderEnvironmentInfo(place),
    deployment_target: region,
    services: renderServices(definition.services, place.disks),
    routes: renderRoutes(definition.routes, site),
    webapps: Object.fromEntries(
      built.map((each) => [
        each.application.name,
        renderApplication(each, disks.get(each.application.name) ?? null),
      ]),
    ),
    workers: Object.fromEntries(built.flatMap(workersOf)),
    tasks: Object.fromEntries(Object.values(definition.tasks).map((task) => [task.name, renderTask(task)])),
    variables: [],
    access: [],
    vpn: null,
    http_access: openAccess,
    enable_smtp: false,
    restrict_robots: false,
    subscription: noSubscription(place.project.id),
    container_profiles: renderContainerProfiles(definition.services),
    _links: linksOf(place),
  };
}

function linksOf({ project, environment, isNext }: DeploymentPlace): Links {
  const all = `${environmentHref(project.id, environment.name)}/deployments`;
  return isNext
    ? { self: { href: `${all}/next` }, '#edit': { href: `${all}/next` } }
    : { self: { href: `${all}/current` } };
}

function builtOf(deployment: Deployment, application: BuiltApplication['application']): BuiltApplication {
  return { application, build: deployment.builds[application.name], treeId: deployment.treeId };
}

function workersOf(built: BuiltApplication) {
  const workers = Object.values(built.application.workers).map((worker) => renderWorker(built, worker));
  return workers.map((worker) => [worker.name, worker] as const);
}

function renderProjectInfo(project: Project) {
  return {
    title: project.title,
    name: project.id,
    namespace: organization.name,
    organization: organization.id,
    capabilities,
    settings: projectSettings,
  };
}

function renderEnvironmentInfo({ environment, project }: DeploymentPlace) {
  return {
    name: environment.name,
    status: environment.status,
    is_main: environment.name === project.defaultBranch,
    is_production: environment.type === 'production',
    constraints: {},
    reference: `refs/heads/${environment.name}`,
    machine_name: environment.machineName,
    environment_type: environment.type,
    links: {},
  };
}
