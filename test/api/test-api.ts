import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { isFinished } from '../../src/activity/activity.ts';
import { type ActivityLogs, openActivityLogs } from '../../src/activity/log/activity-logs.ts';
import { logShelf } from '../../src/activity/log/log-shelf.ts';
import { LogWriters } from '../../src/activity/log/pump/log-writers.ts';
import type { Rooms } from '../../src/api/rooms.ts';
import { createApi } from '../../src/api/server.ts';
import { openArtifacts } from '../../src/artifact/artifacts.ts';
import { openApiRooms } from '../../src/composition/api-rooms.ts';
import { openSecretKeys, type SecretKeys } from '../../src/composition/secret-keys.ts';
import { identity } from '../../src/composition/settings/concerns/identity.ts';
import { retention } from '../../src/composition/settings/concerns/retention.ts';
import { openDomainDesk } from '../../src/domain/domain-desk.ts';
import { issueAccessToken } from '../../src/identity/access-token.ts';
import { type OpenAuditTrail, openAuditTrail } from '../../src/identity/audit/trail.ts';
import type { Principal, WorkloadPrincipal } from '../../src/identity/principal.ts';
import { loadSigningKey, type SigningKey } from '../../src/identity/signing-key.ts';
import { openWorkloads, type Workloads } from '../../src/identity/workloads.ts';
import { openRunMetrics } from '../../src/observe/run-metrics.ts';
import { folderShelf } from '../../src/retention/folder-shelf.ts';
import { openRetentionRoom } from '../../src/retention/retention-room.ts';
import { createSites } from '../../src/router/sites.ts';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { openIntegrationRoom } from '../../src/webhook/integration-room.ts';
import { fillStore } from './filled-store.ts';
import { type RecordingRooms, recordingRooms } from './recording-rooms.ts';

export const userId = '6b0cbf4c-4a4f-4d0c-9a39-5a3c2a1d7e10';

/** The API on a real store, real logs and real tokens. What would start containers only writes down that it was asked. */
export interface TestApi {
  readonly api: FastifyInstance;
  readonly store: Store;
  readonly logs: ActivityLogs;
  readonly asked: RecordingRooms;
  readonly rooms: Rooms;
  /** The containers that there are: all that a token was issued for. */
  readonly workloads: Workloads;
  readonly directory: string;
  /** An Authorization header; a container that it is for is there from now on. */
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
  /** Settings, as their file has them. */
  readonly identity?: z.input<typeof identity>;
  /** Milliseconds in which a body has to be there. */
  readonly bodyPatience?: number;
  /** Where it listens; a free one when left out. */
  readonly port?: number;
}

/** Closed when the test ends. */
export async function openTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const { change = (rooms: Rooms) => rooms } = options;
  const directory = await mkdtemp(join(tmpdir(), 'errand-api-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const store = await openSqliteStore(join(directory, 'errand.db'));
  onTestFinished(() => store.close());
  await fillStore(store.db, userId);
  const key = await loadSigningKey(directory);
  const logs = openLogs(store, directory);
  onTestFinished(() => logs.close());
  const asked = recordingRooms(store.db);
  const audit = openAuditTrail(store.db, { error: (about) => console.error(about) });
  onTestFinished(() => audit.close());
  const secrets = await openSecretKeys(join(directory, 'secret-keys'), undefined, store.db);
  const workloads = openWorkloads();
  const rooms = bindRooms({ store, logs, key, secrets, asked, audit, workloads, options, directory });
  const api = createApi(change(rooms), {
    log: pino({ level: 'silent' }),
    uploadDirectory: join(directory, 'uploads'),
    version: '1.2.3',
    ...(options.bodyPatience === undefined ? {} : { bodyPatience: options.bodyPatience }),
    trustProxy: options.identity?.public_url?.startsWith('https:') === true,
  });
  onTestFinished(() => api.close());
  return {
    api,
    store,
    logs,
    asked,
    rooms,
    directory,
    workloads,
    ...asking(api, key, workloads, options.port),
  };
}

function openLogs(store: Store, directory: string): ActivityLogs {
  return openActivityLogs({
    directory: join(directory, 'logs'),
    writers: new LogWriters({ directory: join(directory, 'checkpoints') }),
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
  readonly secrets: SecretKeys;
  readonly asked: RecordingRooms;
  readonly audit: OpenAuditTrail;
  readonly workloads: Workloads;
  readonly options: TestApiOptions;
  readonly directory: string;
}

function bindRooms({ store, logs, key, secrets, asked, audit, workloads, options, directory }: Parts): Rooms {
  const sites = createSites({ domain: 'localhost', httpPort: () => 8787, httpsPort: () => null });
  return openApiRooms({
    store,
    logs,
    artifacts: openArtifacts(join(directory, 'artifacts')),
    metrics: openRunMetrics(async () => []),
    key,
    cookieKey: 'a key of sixteen bytes or more',
    audit,
    log: { warn: () => undefined },
    workloads,
    identity: identity.parse(options.identity ?? {}),
    retention: openRetentionRoom(store.db, retention.parse({}).limits, {
      log: logShelf(join(directory, 'logs')),
      artifacts: folderShelf(join(directory, 'artifacts')),
    }),
    integrations: openIntegrationRoom(store.db, secrets.cipher, () => {}),
    secrets,
    tasks: asked.tasks,
    deployer: asked.deployer,
    crons: { cancel: async () => undefined },
    images: asked.images,
    changes: asked.changing,
    backups: asked.backing,
    builds: asked.builds,
    deletions: asked.deletions,
    services: asked.services,
    serverBackups: asked.serverBackups,
    apiUrl: 'http://127.0.0.1:8787',
    httpsPort: null,
    home: '/nowhere',
    repositoryOf: async () => {
      throw new Error('there is no repository here');
    },
    sites,
    domains: openDomainDesk({ db: store.db, sites, serverNames: ['localhost'] }),
  });
}

/** From now on there is such a container. */
function begin(workloads: Workloads, principal: WorkloadPrincipal): void {
  const { containerId } = principal;
  const owner = { ...principal, deployment: null, rightsIn: () => principal.authorizations };
  if (workloads.find(containerId) === null) workloads.open(owner).occupy(containerId);
}

function asking(
  api: FastifyInstance,
  key: SigningKey,
  workloads: Workloads,
  port = 0,
): Pick<TestApi, 'bearer' | 'ask' | 'listen'> {
  const bearer: TestApi['bearer'] = async (
    principal = { kind: 'user', userId },
    lifetimeSeconds = 60,
    now = new Date(),
  ) => {
    if (principal.kind === 'workload') begin(workloads, principal);
    return `Bearer ${await issueAccessToken(key, principal, lifetimeSeconds, now)}`;
  };
  return {
    bearer,
    ask: async (request) => {
      const options = typeof request === 'string' ? { url: request } : request;
      const headers = { authorization: await bearer(), ...options.headers };
      const { statusCode, body, headers: answered } = await api.inject({ ...options, headers });
      return { status: statusCode, body: body === '' ? null : JSON.parse(body), headers: answered };
    },
    listen: () => api.listen({ host: '127.0.0.1', port }),
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
