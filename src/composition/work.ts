import { join } from 'node:path';
import type { ClusterParts } from '../deploy/cluster-parts.ts';
import { type Clusters, openClusters } from '../deploy/clusters.ts';
import { createPushDeployer, type PushDeployer } from '../deploy/push-deployer.ts';
import type { EventLog } from '../observe/event-log.ts';
import { applicationUrl } from '../router/host-name.ts';
import { openRepository } from '../source/repository.ts';
import { createQueueRunner, type QueueRunner } from '../task/queue-runner.ts';
import type { Doors } from './doors.ts';
import type { Machine } from './machine.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';

/** Those who do the work: pushes become deployments, triggers become runs. */
export interface Work {
  readonly cluster: ClusterParts;
  readonly clusters: Clusters;
  readonly tasks: QueueRunner;
  readonly deployer: PushDeployer;
  applicationUrl(project: string, environment: string): string;
}

export interface WorkParts {
  readonly settings: Settings;
  readonly state: State;
  readonly machine: Machine;
  readonly doors: Doors;
  readonly log: EventLog;
}

const shutdown = { kind: 'system', name: 'the stop of the server' } as const;

/** Opens deployer, queue and clusters; `stack` ends pushes first, then runs, then applications. */
export function openWork(
  { settings, state, machine, doors, log }: WorkParts,
  stack: AsyncDisposableStack,
): Work {
  const inHome = (...names: string[]) => join(settings.home, ...names);
  const urlOf = (project: string, environment: string) => applicationUrl(project, environment, doors.port);
  const cluster: ClusterParts = {
    ...machine,
    log,
    inside: doors.inside,
    logDirectory: inHome('logs', 'applications'),
    waitingLogDirectory: inHome('logs', 'waiting'),
    readyPerTask: settings.readyPerTask,
    networkOf: (project, environment) => machine.network.environment(`${project}/${environment}`),
  };
  const tasks = createQueueRunner({ ...settings, ...state, log });
  const clusters = openClusters(cluster, tasks, urlOf);
  stack.defer(() => clusters.stopAll());
  stack.defer(() => tasks.close(shutdown));
  const deployer = createPushDeployer({
    ...cluster,
    ...state,
    clusters,
    runs: tasks,
    repositoryOf: (project) => openRepository(inHome('repositories', `${project}.git`), inHome('imports')),
  });
  stack.defer(() => deployer.close(shutdown));
  return { cluster, clusters, tasks, deployer, applicationUrl: urlOf };
}
