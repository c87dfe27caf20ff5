import { type ProjectFiles, packProject } from './project-archive.ts';
import { accessToken, type ServerAddress, type Visit, type VisitOptions, visit } from './server-access.ts';

/** Of an activity's document (wire.md 3.1) what tests look at. */
export interface ActivityDocument {
  readonly id: string;
  readonly state: 'pending' | 'in_progress' | 'complete' | 'cancelled';
  readonly result: 'success' | 'failure' | null;
  readonly text: string;
  readonly timings: Readonly<Record<string, number>>;
  readonly payload: {
    readonly outcome?: {
      readonly kind: string;
      readonly exit_code: number | null;
      readonly description: string;
    };
    readonly error?: { readonly code: string; readonly message: string };
  };
}

export interface LogEntry {
  readonly message: string;
  readonly stream: 'stdout' | 'stderr';
}

/** An activity that is over, with its whole log. */
export interface Ended {
  readonly activity: ActivityDocument;
  readonly entries: readonly LogEntry[];
  readonly log: string;
}

export interface Place {
  readonly project?: string;
  readonly environment?: string;
}

/** Everything through the public API, as a user with an API token. Projects are made when first deployed to. */
export interface Client {
  readonly apiUrl: string;
  api(path: string, init?: RequestInit): Promise<Response>;
  deploy(files: ProjectFiles, place?: Place): Promise<Ended>;
  /** Sends the sources and does not wait. */
  push(files: ProjectFiles, place?: Place): Promise<ActivityDocument>;
  trigger(
    task: string,
    variables?: Readonly<Record<string, string>>,
    place?: Place,
  ): Promise<ActivityDocument>;
  /** Triggers and waits for the end. */
  run(task: string, variables?: Readonly<Record<string, string>>, place?: Place): Promise<Ended>;
  waitFor(activityId: string, place?: Place): Promise<Ended>;
  log(activityId: string, place?: Place): Promise<readonly LogEntry[]>;
  /** A request to the environment's applications. */
  visit(path: string, options?: VisitOptions & Place): Promise<Visit>;
  hostOf(place?: Place): string;
}

const home = { project: 'shop', environment: 'main' } as const;

async function readJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

async function firstActivity(response: Response): Promise<ActivityDocument> {
  const body = await readJson<{ _embedded: { activities: readonly ActivityDocument[] } }>(response);
  const [activity] = body._embedded.activities;
  if (activity === undefined) throw new Error(`${response.url} answered without an activity`);
  return activity;
}

/** Entries until the seal; the server keeps the answer open until then. */
async function sealedLog(response: Response): Promise<readonly LogEntry[]> {
  const lines = (await response.text()).trimEnd().split('\n');
  const items = lines.map((line) => JSON.parse(line) as { readonly data?: LogEntry; readonly seal?: true });
  if (items.at(-1)?.seal !== true) throw new Error(`${response.url} ended without a seal`);
  return items.flatMap(({ data }) => (data === undefined ? [] : [data]));
}

export async function openClient(server: ServerAddress): Promise<Client> {
  const { apiUrl } = server;
  const token = await accessToken(server);
  const api = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    if (typeof init.body === 'string') headers.set('content-type', 'application/json');
    return fetch(`${apiUrl}${path}`, { ...init, headers });
  };
  const projectPath = (place: Place) => `/projects/${place.project ?? home.project}`;
  const pathOf = (place: Place) =>
    `${projectPath(place)}/environments/${encodeURIComponent(place.environment ?? home.environment)}`;

  const ensureProject = async (place: Place) => {
    const id = place.project ?? home.project;
    const response = await api('/projects', { method: 'POST', body: JSON.stringify({ id, title: id }) });
    if (!response.ok && response.status !== 409) await readJson(response);
  };
  const client: Client = {
    apiUrl,
    api,
    async push(files, place = {}) {
      await ensureProject(place);
      const body = new Uint8Array(await packProject(files));
      const headers = { 'content-type': 'application/x-tar' };
      return firstActivity(await api(`${pathOf(place)}/source`, { method: 'PUT', headers, body }));
    },
    async deploy(files, place = {}) {
      return client.waitFor((await client.push(files, place)).id, place);
    },
    async trigger(task, variables = {}, place = {}) {
      const body = JSON.stringify({ variables: { env: variables } });
      return firstActivity(await api(`${pathOf(place)}/tasks/${task}/run`, { method: 'POST', body }));
    },
    async run(task, variables = {}, place = {}) {
      return client.waitFor((await client.trigger(task, variables, place)).id, place);
    },
    async waitFor(activityId, place = {}) {
      const entries = await client.log(activityId, place);
      const activity = await readJson<ActivityDocument>(
        await api(`${projectPath(place)}/activities/${activityId}`),
      );
      return { activity, entries, log: entries.map(({ message }) => message).join('') };
    },
    async log(activityId, place = {}) {
      return sealedLog(await api(`${projectPath(place)}/activities/${activityId}/log`));
    },
    visit: (path, options = {}) => visit(apiUrl, client.hostOf(options), path, options),
    hostOf: ({ project, environment } = {}) =>
      `${environment ?? home.environment}--${project ?? home.project}.localhost`,
  };
  return client;
}
