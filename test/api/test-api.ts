import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { isFinished } from '../../src/activity/activity.ts';
import { type ActivityLogs, openActivityLogs } from '../../src/activity/log/activity-logs.ts';
import type { Rooms } from '../../src/api/rooms.ts';
import { createApi } from '../../src/api/server.ts';
import { openApiRooms } from '../../src/composition/api-rooms.ts';
import { issueAccessToken } from '../../src/identity/access-token.ts';
import type { Principal, WorkloadPrincipal } from '../../src/identity/principal.ts';
import { loadSigningKey, type SigningKey } from '../../src/identity/signing-key.ts';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { fillStore } from './filled-store.ts';
import { type RecordingRooms, recordingRooms } from './recording-rooms.ts';

export const userId = '6b0cbf4c-4a4f-4d0c-9a39-5a3c2a1d7e10';

/** The API on a real store, real logs and real tokens. What would start containers only writes down that it was asked. */
export interface TestApi {
  readonly api: FastifyInstance;
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly asked: RecordingRooms;
  readonly directory: string;
  /** An Authorization header. */
  bearer(principal?: Principal, lifetimeSeconds?: number, now?: Date): Promise<string>;
  /** Asks as the user, unless the request brings its own Authorization header. */
  ask(request: InjectOptions | string): Promise<{
    readonly status: number;
    readonly body: unknown;
    readonly headers: Readonly<Record<string, unknown>>;
  }>;
  /** Listens on a free port of 127.0.0.1; the base URL. */
  listen(): Promise<string>;
}

export interface TestApiOptions {
  /** Lets a test put something else in a room's place. */
  readonly change?: (rooms: Rooms) => Rooms;
}

/** Closed when the test ends. */
export async function openTestApi({ change = (rooms) => rooms }: TestApiOptions = {}): Promise<TestApi> {
  const directory = await mkdtemp(join(tmpdir(), 'errand-api-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const store = await openSqliteStore(join(directory, 'errand.db'));
  onTestFinished(() => store.close());
  await fillStore(store.db, userId);
  const key = await loadSigningKey(directory);
  const logs = openLogs(store, directory);
  onTestFinished(() => logs.close());
  const asked = recordingRooms(store.db);
  const rooms = bindRooms({ store, logs, key, asked });
  const api = createApi(change(rooms), {
    log: pino({ level: 'silent' }),
    uploadDirectory: join(directory, 'uploads'),
    version: '1.2.3',
  });
  onTestFinished(() => api.close());
  return { api, store, logs, asked, directory, ...asking(api, key) };
}

function openLogs(store: Store, directory: string): ActivityLogs {
  return openActivityLogs({
    directory: join(directory, 'logs'),
    isFinished: async (project, id) => {
      const activity = await findActivity(store.db, project, id);
      return activity === null || isFinished(activity.state);
    },
  });
}

interface Parts {
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly key: SigningKey;
  readonly asked: RecordingRooms;
}

function bindRooms({ store, logs, key, asked }: Parts): Rooms {
  return openApiRooms({
    store,
    logs,
    key,
    tasks: asked.tasks,
    deployer: asked.deployer,
    apiUrl: 'http://127.0.0.1:8787',
    applicationUrl: (project, environment) =>
      `http://${environment.replaceAll('/', '-')}--${project}.localhost:8787/`,
  });
}

function asking(api: FastifyInstance, key: SigningKey): Pick<TestApi, 'bearer' | 'ask' | 'listen'> {
  const bearer: TestApi['bearer'] = async (
    principal = { kind: 'user', userId },
    lifetimeSeconds = 60,
    now = new Date(),
  ) => `Bearer ${await issueAccessToken(key, principal, lifetimeSeconds, now)}`;
  return {
    bearer,
    ask: async (request) => {
      const options = typeof request === 'string' ? { url: request } : request;
      const headers = { authorization: await bearer(), ...options.headers };
      const { statusCode, body, headers: answered } = await api.inject({ ...options, headers });
      return { status: statusCode, body: body === '' ? null : JSON.parse(body), headers: answered };
    },
    listen: () => api.listen({ host: '127.0.0.1', port: 0 }),
  };
}

/** A container of the application `web` in `main` of `shop`, with the rights that its definition gives. */
export function aWorkload(change: Partial<WorkloadPrincipal> = {}): WorkloadPrincipal {
  return {
    kind: 'workload',
    project: 'shop',
    environment: 'main',
    workload: 'web',
    containerId: randomUUID(),
    authorizations: [
      { type: 'task', action: 'operate', resource: 'report' },
      { type: 'env', action: 'view' },
    ],
    ...change,
  };
}
