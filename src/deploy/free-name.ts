import { ErrandError } from '../errors/errand-error.ts';
import { hostLabel } from '../router/host-name.ts';
import { findEnvironment } from '../store/environments/find-environment.ts';
import { listEnvironments } from '../store/environments/list-environments.ts';
import type { Database } from '../store/store.ts';
import type { Environment, Project } from './deployment.ts';
import { machineName } from './machine-name.ts';

type NamedProject = Pick<Project, 'id' | 'defaultBranch'>;

/** The environment that a new one of that name could not be told from by host name or machine name. */
async function namesakeOf(db: Database, project: NamedProject, name: string): Promise<string | null> {
  if ((await findEnvironment(db, project.id, name)) !== null) return null;
  const [machine, label] = [machineName(name), hostLabel(name)];
  const { defaultBranch } = project;
  // The default branch's names are its own before it was ever pushed.
  const others = [
    { name: defaultBranch, machineName: machineName(defaultBranch) },
    ...(await listEnvironments(db, project.id)),
  ].filter((other) => other.name !== name);
  const found = others.find((other) => other.machineName === machine || hostLabel(other.name) === label);
  return found?.name ?? null;
}

/**
 * Null where an environment of that name is there or can be made; else why not. Host names and volumes are named after a
 * branch's letters and a short hash, so a name that somebody searched for would be given another environment's.
 */
export async function whyNameTaken(
  db: Database,
  project: NamedProject,
  name: string,
): Promise<string | null> {
  const other = await namesakeOf(db, project, name);
  if (other === null) return null;
  return `${name} cannot be the name of an environment: its host name or machine name would be that of ${other}`;
}

/** Error: `conflict`, which names the other environment. */
export async function requireFreeName(db: Database, project: NamedProject, name: string): Promise<void> {
  const reason = await whyNameTaken(db, project, name);
  if (reason !== null) throw new ErrandError('conflict', reason);
}

/**
 * The environment as it is now, for a change that waited for its turn: meanwhile it may have been deleted, and its data and names be
 * another's. Error: `environment_not_found`.
 */
export async function requireStillThere(
  db: Database,
  { project, name, machineName: known }: Pick<Environment, 'project' | 'name' | 'machineName'>,
): Promise<Environment> {
  const found = await findEnvironment(db, project, name);
  if (found !== null && found.machineName === known) return found;
  throw new ErrandError('environment_not_found', `the environment ${name} was deleted meanwhile`);
}
