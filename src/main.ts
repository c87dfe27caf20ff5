import { join } from 'node:path';
import { createApi } from './api/server.ts';
import { openAdministrator } from './composition/administrator.ts';
import { openApiRooms } from './composition/api-rooms.ts';
import { openDoors } from './composition/doors.ts';
import { openMachine } from './composition/machine.ts';
import { findPrograms, lockHome, needRoot } from './composition/preconditions.ts';
import { recoverEnvironments } from './composition/recover.ts';
import { readSettings, type ServerOptions } from './composition/settings.ts';
import { makeHome, openState } from './composition/state.ts';
import { openWork } from './composition/work.ts';
import { openLog } from './observe/log.ts';
import { createRouter } from './router/router.ts';

export interface RunningServer {
  readonly apiUrl: string;
  /** An API token of the administrator, for this machine's command line. */
  readonly token: string;
  readonly home: string;
  /** Stops all that was started: runs are cancelled, applications end, nothing is left on the machine. */
  close(): Promise<void>;
}

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
  const log = openLog(options.log ?? 'stdout', join(settings.home, 'server.log'));
  const state = await openState(settings.home, stack);
  const machine = await openMachine(settings, programs, state.authority.caCertificatePem, stack);
  const router = createRouter((target) => work.clusters.find(target.project, target.environmentLabel));
  const doors = await openDoors(settings, state, router, log, stack);
  const work = openWork({ settings, state, machine, doors, log }, stack);
  const token = await openAdministrator(state.store.db, settings.home, doors.apiUrl);
  const api = createApi(openApiRooms({ ...state, ...work, ...doors }), {
    log,
    uploadDirectory: join(settings.home, 'imports'),
  });
  stack.defer(() => api.close());
  await api.ready();

  await recoverEnvironments({ ...state, ...work, log });
  doors.openApi((request, response) => api.routing(request, response));
  log.info({ apiUrl: doors.apiUrl, home: settings.home }, 'the server is up');
  const owned = stack.move();
  return { apiUrl: doors.apiUrl, token, home: settings.home, close: () => owned.disposeAsync() };
}
