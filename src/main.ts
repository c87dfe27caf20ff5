import { join } from 'node:path';
import { createApi } from './api/server.ts';
import { openAdministrator } from './composition/administrator.ts';
import { openApiRooms } from './composition/api-rooms.ts';
import { openDoors } from './composition/doors.ts';
import { openMachine } from './composition/machine.ts';
import { findPrograms, lockHome, needRoot } from './composition/preconditions.ts';
import { recoverEnvironments, settlePushes } from './composition/recover.ts';
import { readSettings, type ServerOptions } from './composition/settings.ts';
import { makeHome, openState } from './composition/state.ts';
import type { ClusterParts } from './deploy/cluster-parts.ts';
import { type Clusters, openClusters } from './deploy/clusters.ts';
import { createPushDeployer } from './deploy/push-deployer.ts';
import { openLog } from './observe/log.ts';
import { applicationUrl } from './router/host-name.ts';
import { createRouter } from './router/router.ts';
import { openRepository } from './source/repository.ts';
import { createQueueRunner } from './task/queue-runner.ts';

export interface RunningServer {
  readonly apiUrl: string;
  /** An API token of the administrator, for this machine's command line. */
  readonly token: string;
  readonly home: string;
  /** Stops all that was started: runs are cancelled, applications end, nothing is left on the machine. */
  close(): Promise<void>;
}

const shutdown = { kind: 'system', name: 'the stop of the server' } as const;

/** Starts a server in this process. Errors: `usage`, `not_root`, `tool_missing`, `home_in_use`, `port_in_use`. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const settings = readSettings(options, process.env);
  needRoot();
  const programs = findPrograms();
  // Closed in the reverse of the order they were opened in, also where a later line throws.
  await using stack = new AsyncDisposableStack();
  const lock = await lockHome(settings.instance, settings.home);
  stack.defer(() => lock.release());
  await makeHome(settings.home);
  const inHome = (...names: string[]) => join(settings.home, ...names);
  const log = openLog(options.log ?? 'stdout', inHome('server.log'));

  const state = await openState(settings.home, stack);
  const { store, logs, key, authority } = state;
  const machine = await openMachine(settings, programs, authority.caCertificatePem, stack);
  const router = createRouter((target) => clusters.find(target.project, target.environmentLabel));
  const doors = await openDoors(settings, state, router, log, stack);
  const urlOf = (project: string, environment: string) => applicationUrl(project, environment, doors.port);

  const cluster: ClusterParts = {
    ...machine,
    log,
    inside: doors.inside,
    logDirectory: inHome('logs', 'applications'),
    networkOf: (project, environment) => machine.network.environment(`${project}/${environment}`),
  };
  const tasks = createQueueRunner({ ...settings, store, logs, log });
  const clusters: Clusters = openClusters(cluster, tasks, urlOf);
  stack.defer(() => clusters.stopAll());
  stack.defer(() => tasks.close(shutdown));
  const repositoryOf = (project: string) =>
    openRepository(inHome('repositories', `${project}.git`), inHome('imports'));
  const deployer = createPushDeployer({ ...cluster, store, logs, clusters, runs: tasks, repositoryOf });
  stack.defer(() => deployer.close(shutdown));

  const token = await openAdministrator(store.db, settings.home, doors.apiUrl);
  const rooms = openApiRooms({
    store,
    logs,
    tasks,
    deployer,
    key,
    apiUrl: doors.apiUrl,
    applicationUrl: urlOf,
  });
  const api = createApi(rooms, { log, uploadDirectory: inHome('imports') });
  stack.defer(() => api.close());
  await api.ready();

  await settlePushes(store, logs);
  await recoverEnvironments({ store, logs, log, cluster, clusters, tasks });
  doors.openApi((request, response) => api.routing(request, response));
  log.info({ apiUrl: doors.apiUrl, home: settings.home }, 'the server is up');

  const owned = stack.move();
  return { apiUrl: doors.apiUrl, token, home: settings.home, close: () => owned.disposeAsync() };
}
