import type { Builder } from '../build/builder.ts';
import type { ChangeQueue } from '../deploy/change-queue.ts';
import type { Clusters, Runs } from '../deploy/clusters.ts';
import type { Environment, Project, ProjectDeletion } from '../deploy/deployment.ts';
import type { EnvironmentData } from '../environment/environment-data.ts';
import type { SlugStore } from '../slug/slug-store.ts';
import { listKeptIds } from '../store/backups/list-kept-ids.ts';
import { listSlugs } from '../store/deployments/list-slugs.ts';
import { listDomains } from '../store/domains/list-domains.ts';
import { listEveryEnvironment } from '../store/environments/list-every-environment.ts';
import { undeployEnvironments } from '../store/environments/undeploy-environments.ts';
import { eraseRecords } from '../store/projects/erase-project.ts';
import type { Store } from '../store/store.ts';
import { projectPrefix } from '../volume/volume-id.ts';
import type { Volumes } from '../volume/volumes.ts';
import { removeCertificates } from './project-certificates.ts';
import { removeProjectFiles } from './project-files.ts';

/** All that holds something of a project. */
export interface DeletionMeans {
  readonly store: Store;
  readonly changes: Pick<ChangeQueue, 'endAll'>;
  readonly runs: Pick<Runs, 'endAll'>;
  readonly clusters: Pick<Clusters, 'stop'>;
  readonly volumes: Pick<Volumes, 'list' | 'delete'>;
  readonly data: Pick<EnvironmentData, 'forget'>;
  readonly builder: Pick<Builder, 'forget'>;
  readonly slugs: Pick<SlugStore, 'remove'>;
  readonly home: string;
  /** The server's own domain. */
  readonly serverDomain: string;
  /** Takes the bridge of an environment away. */
  removeNetwork(project: string, environment: string): Promise<void>;
}

export type DoomedProject = Project & { readonly deletion: ProjectDeletion };

/** A part of a deletion. Done again, as after a crash in its middle, it takes away what is left. */
export interface DeletionStep {
  /** What it does, for the one who asks why it failed: `removing its disks`. */
  readonly name: string;
  work(means: DeletionMeans, project: DoomedProject): Promise<void>;
}

/**
 * In this order: nothing of the project runs when its data is removed, and a record is there for as long as something
 * is found by it. The project itself, its environments and domains go last, by `eraseProject`.
 */
export const deletionSteps: readonly DeletionStep[] = [
  { name: 'ending what runs of it', work: endWork },
  { name: 'removing its disks and backups', work: removeData },
  { name: 'removing its builds', work: removeBuilds },
  { name: 'removing its activities', work: ({ store }, { id }) => eraseRecords(store.db, id) },
  { name: 'removing its files', work: ({ home }, { id }) => removeProjectFiles(home, id) },
  { name: 'removing its certificates', work: forgetCertificates },
];

async function endWork(means: DeletionMeans, project: DoomedProject): Promise<void> {
  await means.changes.endAll(project.id, actorOf(project));
  const environments = await listEveryEnvironment(means.store.db, project.id);
  const ends = await Promise.allSettled(
    environments.map((environment) => endEnvironment(means, project, environment)),
  );
  // Only once all are over: where it is tried again, nothing of this attempt goes on.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  await undeployEnvironments(means.store.db, project.id);
}

async function endEnvironment(
  { runs, clusters, removeNetwork }: DeletionMeans,
  project: DoomedProject,
  environment: Environment,
): Promise<void> {
  await runs.endAll(project.id, environment.name, actorOf(project));
  await clusters.stop(project, environment);
  await removeNetwork(project.id, environment.name);
}

const actorOf = ({ deletion: { by } }: DoomedProject) => ({ kind: by.kind, name: by.name });

async function removeData({ store, volumes, data }: DeletionMeans, { id }: DoomedProject): Promise<void> {
  for (const volume of await volumes.list(projectPrefix(id))) await volumes.delete(volume.id);
  for (const kept of await listKeptIds(store.db, id)) await data.forget(kept);
}

/** No other project has them: the project's entropy is part of what names a slug. */
async function removeBuilds({ store, builder, slugs }: DeletionMeans, { id }: DoomedProject): Promise<void> {
  await builder.forget(id);
  for (const slug of await listSlugs(store.db, id)) await slugs.remove(slug);
}

async function forgetCertificates(
  { store, home, serverDomain }: DeletionMeans,
  { id }: DoomedProject,
): Promise<void> {
  const own = (await listDomains(store.db)).filter(({ project }) => project === id);
  await removeCertificates({ home, serverDomain, domains: own.map(({ name }) => name) }, id);
}
