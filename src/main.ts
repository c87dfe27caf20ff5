import { chmod, mkdir, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { isFinished } from './activity/activity.ts';
import { type ActivityLogs, openActivityLogs } from './activity/log/activity-logs.ts';
import { createApi } from './api/server.ts';
import { openBuilder } from './build/builder.ts';
import { openAdministrator } from './composition/administrator.ts';
import { openApiRooms } from './composition/api-rooms.ts';
import { openHttpServer } from './composition/http-server.ts';
import { findPrograms, lockHome, needRoot } from './composition/preconditions.ts';
import { recoverEnvironments, settlePushes } from './composition/recover.ts';
import { cgroupOf, readSettings, type ServerOptions } from './composition/settings.ts';
import { buildLimits } from './container/limits.ts';
import type { ClusterParts } from './deploy/cluster-parts.ts';
import { type Clusters, openClusters } from './deploy/clusters.ts';
import { createPushDeployer } from './deploy/push-deployer.ts';
import { openOciEngine } from './engine/oci/oci-engine.ts';
import { loadAuthority } from './identity/authority.ts';
import { createBroker } from './identity/broker/broker.ts';
import { createHostedApi } from './identity/broker/hosted-api.ts';
import { loadSigningKey } from './identity/signing-key.ts';
import { openImageResolver } from './image/resolver.ts';
import { openLinuxNetwork } from './network/linux-network.ts';
import { resolvers } from './network/machine.ts';
import { openLog } from './observe/log.ts';
import { applicationUrl } from './router/host-name.ts';
import { createRouter } from './router/router.ts';
import { openRepository } from './source/repository.ts';
import { findActivity } from './store/activities/find-activity.ts';
import { openSqliteStore } from './store/sqlite/open.ts';
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
  // Closed in the reverse of this order, also where a later line throws.
  await using stack = new AsyncDisposableStack();
  const lock = await lockHome(settings.instance, settings.home);
  stack.defer(() => lock.release());
  await mkdir(settings.home, { recursive: true, mode: 0o700 });
  await chmod(settings.home, 0o700);
  await mkdir(join(settings.home, 'store'), { recursive: true, mode: 0o700 });
  const inHome = (...names: string[]) => join(settings.home, ...names);
  const log = openLog(options.log ?? 'stdout', inHome('server.log'));

  const store = await openSqliteStore(inHome('store', 'errand.db'));
  stack.defer(() => store.close());
  const logs: ActivityLogs = openActivityLogs({
    directory: inHome('logs'),
    async isFinished(project, id) {
      const activity = await findActivity(store.db, project, id);
      return activity === null || isFinished(activity.state);
    },
  });
  stack.defer(() => logs.close());

  const key = await loadSigningKey(inHome('keys'));
  const authority = await loadAuthority(inHome('keys'), []);
  const network = await openLinuxNetwork({ instance: settings.instance, pool: settings.addressPool });
  stack.defer(() => network.close());
  const engine = await openOciEngine({
    directory: settings.runtimeDirectory,
    cgroup: cgroupOf(settings.instance),
    runtimePath: programs.crun,
    conmonPath: programs.conmon,
    initPath: programs.init,
  });
  stack.defer(async () => {
    await engine.close();
    await rm(settings.runtimeDirectory, { recursive: true, force: true });
  });

  const nameservers = resolvers();
  const builder = await openBuilder({
    engine,
    nameservers,
    slugDirectory: inHome('slugs'),
    workDirectory: inHome('builds'),
    cacheDirectory: inHome('cache'),
    limits: buildLimits({ memoryMiB: totalmem() / 1024 / 1024, cpus: cpus().length }),
  });
  const images = await openImageResolver({
    directory: inHome('images'),
    runtimeDirectory: settings.runtimeDirectory,
    authorityPem: authority.caCertificatePem,
  });

  let api: RequestListener = (_request, response) => response.writeHead(503).end();
  const broker = createBroker({ key, log });
  stack.defer(() => broker.close());

  const hostedApi = createHostedApi(authority, (request, response) => api(request, response));
  stack.defer(() => hostedApi.close());

  const router = createRouter((target) => clusters.find(target.project, target.environmentLabel));
  const http = await openHttpServer(settings.host, settings.port, {
    router,
    api: (request, response) => api(request, response),
  });
  stack.defer(() => http.close());

  const parts: ClusterParts = {
    engine,
    images,
    builder,
    nameservers,
    log,
    logDirectory: inHome('logs', 'applications'),
    inside: {
      broker: (socket, identity) => broker.accept(socket, identity),
      hostedApi: (socket) => hostedApi.accept(socket),
    },
    networkOf: (project, environment) => network.environment(`${project}/${environment}`),
  };
  const tasks = createQueueRunner({
    store,
    logs,
    log,
    cap: settings.runsAtOnce,
    graceMilliseconds: settings.graceMilliseconds,
  });
  const urlOf = (project: string, environment: string) => applicationUrl(project, environment, http.port);
  const clusters: Clusters = openClusters(parts, tasks, urlOf);
  stack.defer(() => clusters.stopAll());
  stack.defer(() => tasks.close(shutdown));
  const repositoryOf = (project: string) =>
    openRepository(inHome('repositories', `${project}.git`), inHome('imports'));
  const deployer = createPushDeployer({ ...parts, store, logs, clusters, runs: tasks, repositoryOf });
  stack.defer(() => deployer.settled());

  const apiUrl = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${http.port}`;
  const token = await openAdministrator(store.db, settings.home, apiUrl);
  const rooms = openApiRooms({ store, logs, tasks, deployer, key, apiUrl, applicationUrl: urlOf });
  const fastify = createApi(rooms, { log, uploadDirectory: inHome('imports') });
  stack.defer(() => fastify.close());
  await fastify.ready();
  api = (request, response) => fastify.routing(request, response);

  await settlePushes(store, logs);
  await recoverEnvironments({ store, logs, log, cluster: parts, clusters, tasks });
  log.info({ apiUrl, home: settings.home }, 'the server is up');
  const owned = stack.move();
  let closing: Promise<void> | undefined;
  const close = async () => {
    await owned.disposeAsync();
    log.info({}, 'the server is down');
  };
  return {
    apiUrl,
    token,
    home: settings.home,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
