import type { Activity } from '../../activity/activity.ts';
import type { Deployment, Environment, Project } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ActivityPath } from '../request/path-parameters.ts';
import type { Rooms } from '../rooms.ts';

/** The project. Error: `project_not_found`. */
export async function requireProject(rooms: Rooms, id: string): Promise<Project> {
  const project = await rooms.projects.find(id);
  if (project !== null) return project;
  throw new ErrandError('project_not_found', `There is no project "${id}".`, { details: { project: id } });
}

export interface Place {
  readonly project: Project;
  readonly environment: Environment;
}

/** The project and its environment. Errors: `project_not_found`, `environment_not_found`. */
export async function requireEnvironment(
  rooms: Rooms,
  path: { readonly project: string; readonly environment: string },
): Promise<Place> {
  const project = await requireProject(rooms, path.project);
  const environment = await rooms.environments.find(project.id, path.environment);
  if (environment !== null) return { project, environment };
  const message = `The project ${project.id} has no environment "${path.environment}".`;
  throw new ErrandError('environment_not_found', message, { details: { ...path } });
}

/** A project as a whole, or one of its environments, by what a path names. Errors: those of `requireEnvironment`. */
export async function requireLevel(
  rooms: Rooms,
  { project, environment }: { readonly project: string; readonly environment?: string },
): Promise<{ readonly project: string; readonly environment: string | null }> {
  if (environment === undefined)
    return { project: (await requireProject(rooms, project)).id, environment: null };
  const found = await requireEnvironment(rooms, { project, environment });
  return { project: found.project.id, environment: found.environment.name };
}

/** What runs there. Errors: those of `requireEnvironment`, `not_deployed`. */
export async function requireDeployment(rooms: Rooms, { project, environment }: Place): Promise<Deployment> {
  const deployment = await rooms.deployments.current(project.id, environment.name);
  if (deployment !== null) return deployment;
  throw new ErrandError('not_deployed', `The environment ${environment.name} has no deployment yet.`, {
    details: { project: project.id, environment: environment.name },
  });
}

/**
 * The activity, if it is of the project and of the environment that the path names. Errors: `project_not_found`,
 * `environment_not_found`, `activity_not_found`.
 */
export async function requireActivity(rooms: Rooms, path: ActivityPath): Promise<Activity> {
  const { environment } = path;
  if (environment === undefined) await requireProject(rooms, path.project);
  else await requireEnvironment(rooms, { project: path.project, environment });
  const activity = await rooms.activities.find(path.project, path.activity);
  if (activity !== null && (environment === undefined || activity.environment === environment))
    return activity;
  const where = environment === undefined ? `The project ${path.project}` : `The environment ${environment}`;
  throw new ErrandError('activity_not_found', `${where} has no activity "${path.activity}".`, {
    details: { ...path },
  });
}

/** `the names are a, b`, or what to say where there are none. */
export function sayNames(start: string, names: readonly string[]): string {
  return names.length === 0 ? `${start} none` : `${start} ${names.join(', ')}`;
}
