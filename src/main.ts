import { join } from 'node:path';
import { createApi } from './api/server.ts';
import { readVersion } from './cli/version.ts';
import { type FirstSignIn, openAdministrator } from './composition/administrator.ts';
import { openApiRooms } from './composition/api-rooms.ts';
import { openDoors } from './composition/doors.ts';
import { writeLastWords } from './composition/last-words.ts';
import { openMachine } from './composition/machine.ts';
import { findPrograms, lockHome, needRoot } from './composition/preconditions.ts';
import { recoverEnvironments } from './composition/recover.ts';
import { keepPruning, openRetention } from './composition/retention.ts';
import { readSettings, type ServerOptions, type Settings } from './composition/settings/settings.ts';
import { startSparingMemory } from './composition/spare-memory.ts';
import { makeHome, openState } from './composition/state.ts';
import { type KnownHosts, openTls } from './composition/tls.ts';
import { startUpkeep } from './composition/upkeep.ts';
import { openWebhooks } from './composition/webhooks.ts';
import { openWork } from './composition/work.ts';
import type { Clusters } from './deploy/clusters.ts';
import { openLog } from './observe/log.ts';
import { createRouter, type Router } from './router/router.ts';

export interface RunningServer {
  readonly apiUrl: string;
  /** An API token of the administrator, for this machine's command line. */
  readonly token: string;
  readonly home: string;
  /** How the first administrator signs in; null but at the very first start, when nobody else knows it. */
  readonly firstSignIn: FirstSignIn | null;
  /** Stops all that was started: runs are cancelled, applications end, nothing is left on the machine. */
  close(): Promise<void>;
}

/** Null until clusters are there: nothing is served before. */
function hostsOf(clusters: () => Clusters | null): KnownHosts {
  return {
    answers: (host) => clusters()?.find(host) != null,
    isWrittenOut: (host) => clusters()?.isWrittenOut(host) === true,
  };
}

function routerTo({ router }: Settings, clusters: () => Clusters | null): Router {
  return createRouter({
    domain: router.domain,
    trusted: router.trustedProxies,
    find: (host) => clusters()?.find(host) ?? null,
  });
}

/** Starts a server in this process. Errors: `not_root`, `settings_invalid`, `usage`, `tool_missing`, `home_in_use`, `port_in_use`. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  needRoot();
  const [settings, programs] = [readSettings(options, process.env), findPrograms()];
  // Closed in the reverse of the order they were opened in, also where a later line throws.
  await using stack = new AsyncDisposableStack();
  const lock = await lockHome(settings.instance, settings.home);
  stack.defer(() => lock.release());
  await makeHome(settings.home);
  const log = openLog(options.log ?? 'stdout', join(settings.home, 'server.log'), settings.server.logLevel);
  writeLastWords(log, stack);
  const state = await openState(settings, log, stack);
  const leavesRuns = () => settings.queue.onStop === 'keep' && work.tasks.executing > 0;
  const machine = await openMachine({ settings, programs, state, log, leavesRuns }, stack);
  // Requests may come as soon as a door is open.
  let clusters: Clusters | null = null;
  const router = routerTo(settings, () => clusters);
  const tls = await openTls({ settings, state, hosts: hostsOf(() => clusters), log }, stack);
  const doors = await openDoors(settings, state, { router, tls }, log, stack);
  const retention = openRetention(settings, state.store);
  const integrations = openWebhooks(settings, state, log, stack);
  const work = openWork({ settings, state, machine, doors, log, options }, stack);
  stack.defer(() => machine.hurry());
  clusters = work.clusters;
  const { token, firstSignIn } = await openAdministrator(state.store.db, settings.home, doors.apiUrl);
  const rooms = openApiRooms({ ...settings, ...state, ...work, ...doors, log, integrations, retention });
  const api = createApi(rooms, {
    log,
    version: readVersion(),
    trustProxy: settings.identity.publicUrl?.startsWith('https:') === true,
    uploadDirectory: join(settings.home, 'imports'),
    outOfReach: () => state.store.outOfReach,
  });
  stack.defer(() => api.close());
  await api.ready();

  keepPruning(retention, settings, state.store, log, stack);
  startUpkeep({ ...state, ...settings.identity, log }, stack);
  await recoverEnvironments({ ...state, ...work, ...settings.queue, log });
  doors.openApi((request, response) => api.routing(request, response));
  startSparingMemory(() => work.tasks.executing > 0, stack);
  log.info({ apiUrl: doors.apiUrl, home: settings.home }, 'the server is up');
  const owned = stack.move();
  return { apiUrl: doors.apiUrl, token, firstSignIn, home: settings.home, close: () => owned.disposeAsync() };
}
