import { join } from 'node:path';
import type { ServicesRoom } from '../api/rooms.ts';
import { type Artifacts, openArtifacts } from '../artifact/artifacts.ts';
import { type BuildRoom, openBuildRoom } from '../build/clear-cache.ts';
import { type CronRunner, createCronRunner } from '../cron/cron-runner.ts';
import { runsWithCrons } from '../cron/runs-with-crons.ts';
import { type ChangeQueue, createChangeQueue } from '../deploy/change-queue.ts';
import type { ClusterParts } from '../deploy/cluster-parts.ts';
import { type Clusters, openClusters, type Runs } from '../deploy/clusters.ts';
import type { Deployer } from '../deploy/deployer.ts';
import { createPushDeployer } from '../deploy/push-deployer.ts';
import { collectingChanges } from '../deploy/unused/collecting-changes.ts';
import type { ImageRoom } from '../deploy/unused/image-room.ts';
import { type DomainDesk, openDomainDesk } from '../domain/domain-desk.ts';
import { type Backups, openBackups } from '../environment/backup/backups.ts';
import { type EnvironmentChanges, openEnvironmentChanges } from '../environment/environment-changes.ts';
import { openEnvironmentData } from '../environment/environment-data.ts';
import type { EventLog } from '../observe/event-log.ts';
import { openRunMetrics, type RunMetrics } from '../observe/run-metrics.ts';
import type { ProjectDeletions } from '../project/deletions.ts';
import { openBodyBuffer } from '../router/locations/request-buffer.ts';
import { createSites, type Sites } from '../router/sites.ts';
import { openServerBackups, type ServerBackupRoom } from '../server-backup/hold-still.ts';
import { openRepository, type Repository } from '../source/repository.ts';
import { repositoryPath } from '../source/repository-path.ts';
import { requireOpenProject } from '../store/projects/require-open-project.ts';
import { queueDepths } from '../store/runs/queue-depths.ts';
import { createQueueRunner, type QueueRunner } from '../task/queue-runner.ts';
import { openRunPayloads, type RunPayloads } from '../task/run-payloads.ts';
import { openVariableDesk } from '../variable/variable-desk.ts';
import { openDeletions } from './deletions.ts';
import type { Doors } from './doors.ts';
import type { Machine } from './machine.ts';
import { serverNames } from './server-names.ts';
import { openServiceRoom } from './service-room.ts';
import type { ServerOptions, Settings } from './settings/settings.ts';
import type { State } from './state.ts';
import { storeLocation } from './store-location.ts';
import { openUnused } from './unused.ts';

/** Those who do the work: pushes become deployments, triggers become runs. */
export interface Work {
  readonly cluster: ClusterParts;
  readonly clusters: Clusters;
  readonly tasks: QueueRunner;
  readonly crons: CronRunner;
  readonly payloads: RunPayloads;
  readonly artifacts: Artifacts;
  readonly metrics: RunMetrics;
  readonly deployer: Deployer;
  readonly sites: Sites;
  readonly domains: DomainDesk;
  readonly images: ImageRoom;
  /** A project's sources, made at the first use. */
  repositoryOf(project: string): Promise<Repository>;
  readonly changes: EnvironmentChanges;
  readonly backups: Backups;
  readonly builds: BuildRoom;
  readonly deletions: ProjectDeletions;
  readonly services: ServicesRoom;
  readonly serverBackups: ServerBackupRoom;
}

export interface WorkParts {
  readonly settings: Settings;
  readonly state: State;
  readonly machine: Machine;
  readonly doors: Doors;
  readonly log: EventLog;
  readonly options: Pick<ServerOptions, 'aroundSteps'>;
}

const shutdown = { kind: 'system', name: 'the stop of the server' } as const;

function openServicesRoom(clusters: Clusters): ServicesRoom {
  return {
    list: (project, environment) => clusters.servicesOf(project, environment).states(),
    delete: (project, environment, name) => clusters.servicesOf(project, environment).delete(name),
  };
}

/** Those who wait for their turn, runs and crons, and what is kept of runs. */
function openQueues({ settings, state, log, options }: WorkParts) {
  const inHome = (name: string) => join(settings.home, name);
  const artifacts = openArtifacts(inHome('artifacts'));
  const payloads = openRunPayloads(inHome('payloads'));
  const metrics = openRunMetrics(() => queueDepths(state.store.db));
  const { limits } = settings.queue;
  const tasks = createQueueRunner({
    ...settings.queue,
    ...state,
    log,
    payloads,
    cipher: state.cipher,
    artifacts,
    observer: metrics,
    aroundSteps: options.aroundSteps,
    operatorLimits: (project, environment) => limits[`${project}/${environment}`] ?? {},
  });
  const crons = createCronRunner({ ...settings.crons, ...state, log });
  return { runs: runsWithCrons(tasks, crons), queues: { tasks, crons, payloads, artifacts, metrics } };
}

function clusterParts({ settings, state, machine, doors, log }: WorkParts): ClusterParts {
  const variables = openVariableDesk(state.store.db, state.cipher);
  return {
    ...machine,
    services: openServiceRoom(state.store.db, state.cipher, machine.serviceImages),
    log,
    bodies: openBodyBuffer(join(settings.home, 'bodies'), { totalBytes: settings.router.bodyBytes }),
    inside: doors.inside,
    logDirectory: join(settings.home, 'logs', 'applications'),
    cipher: state.cipher,
    ...settings.containers,
    variablesInEffect: (project, environment) => variables.inEffect(project, environment),
    readyPerTask: settings.queue.readyPerTask,
    networkOf: (project, environment) => machine.network.environment(`${project}/${environment}`),
  };
}

/** Opens deployer, queue and clusters; `stack` ends pushes first, then runs, then applications. */
export function openWork(parts: WorkParts, stack: AsyncDisposableStack): Work {
  const { settings, state, doors, log } = parts;
  const inHome = (...names: string[]) => join(settings.home, ...names);
  const sites = createSites({
    domain: settings.router.domain,
    httpPort: () => doors.port,
    httpsPort: () => doors.httpsPort,
  });
  const domains = openDomainDesk({ db: state.store.db, sites, serverNames: serverNames(settings) });
  const cluster = clusterParts(parts);
  const { runs, queues } = openQueues(parts);
  const { tasks, crons } = queues;
  const clusters = openClusters(cluster, runs, sites);
  stack.defer(() => clusters.stopAll());
  const executing = settings.queue.onStop === 'keep' ? 'keep' : 'stop';
  stack.defer(() => crons.close(shutdown, executing));
  stack.defer(() => tasks.close(shutdown, executing));
  const { collector, images } = openUnused(parts, stack);
  const queue = collectingChanges(createChangeQueue({ ...state, log }), collector);
  stack.defer(() => queue.close(shutdown));
  const ending = { ...parts, changes: queue, runs, clusters, collector, metrics: queues.metrics, sites };
  const deletions = openDeletions(ending, stack);
  const repositoryOf = async (project: string) => {
    // It would be made anew, of a project of which nothing is to be left.
    await requireOpenProject(state.store.db, project);
    return openRepository(repositoryPath(settings.home, project), inHome('imports'));
  };
  const place = { cluster, clusters, runs, state, queue, repositoryOf };
  const serverBackups = backupsOfServer(parts);
  const kept = { services: openServicesRoom(clusters), images, deletions, serverBackups };
  return { cluster, clusters, ...queues, ...kept, sites, domains, repositoryOf, ...openChanges(place) };
}

function backupsOfServer({ settings, machine, log }: WorkParts): ServerBackupRoom {
  const { home } = settings;
  return openServerBackups({ home, records: storeLocation(settings), volumes: machine.storage.volumes, log });
}

interface ChangesPlace {
  readonly cluster: ClusterParts;
  readonly clusters: Clusters;
  readonly runs: Runs;
  readonly state: State;
  readonly queue: ChangeQueue;
  repositoryOf(project: string): Promise<Repository>;
}

/** Those who change environments, one after the other in each. */
function openChanges({
  cluster,
  state,
  queue,
  ...others
}: ChangesPlace): Pick<Work, 'deployer' | 'changes' | 'backups' | 'builds'> {
  const parts = { ...cluster, ...state, ...others, changes: queue };
  const environments = { ...parts, data: openEnvironmentData(cluster.storage.volumes) };
  return {
    deployer: createPushDeployer(parts),
    changes: openEnvironmentChanges(environments),
    backups: openBackups(environments),
    builds: openBuildRoom(cluster.builder, queue),
  };
}
