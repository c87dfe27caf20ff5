import type { Recorded } from './recorded.ts';
import type { Script } from './script.ts';

export const fakeToken = 'fake-api-token';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What the script answers to anything but a log, which is a stream. */
export function answer(script: Script, request: Recorded): Answer | 'log' {
  const url = new URL(request.url, 'http://fake');
  const instead = script.instead[`${request.method} ${url.pathname}`];
  if (instead !== undefined) return instead;
  if (url.pathname === '/oauth2/token') return answerToken(request);
  const isRefused = script.refuseTokens > 0;
  if (isRefused) script.refuseTokens -= 1;
  if (isRefused || request.headers.authorization !== 'Bearer fake-access-token') {
    const message = 'The access token is unknown.';
    return { status: 401, body: { code: 401, message, error: 'unauthenticated' } };
  }
  if (url.pathname.endsWith('/log')) return 'log';
  const body = resource(script, request, url);
  if (body !== null) return { status: request.method === 'GET' ? 200 : 202, body };
  const message = `There is no ${url.pathname}.`;
  return { status: 404, body: { code: 404, message, error: notFoundCode(url.pathname), detail: {} } };
}

function answerToken(request: Recorded): Answer {
  const form = new URLSearchParams(request.body.toString());
  if (form.get('grant_type') === 'api_token' && form.get('api_token') === fakeToken) {
    return {
      status: 200,
      body: { access_token: 'fake-access-token', expires_in: 900, token_type: 'bearer' },
    };
  }
  return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid API token' } };
}

function notFoundCode(path: string): string {
  if (path.includes('/activities/')) return 'activity_not_found';
  return path.includes('/tasks/') ? 'task_not_found' : 'project_not_found';
}

function resource(script: Script, { method }: Recorded, { pathname, searchParams }: URL): unknown {
  const path = pathname.replace(/^\/projects\/[^/]+/, '/P').replace(/\/environments\/[^/]+/, '/E');
  const accepted = { status: 'created', code: 202, _embedded: { activities: [script.accepted] } };
  const states = searchParams.getAll('state');
  const activities = script.activities.filter(
    ({ state }) => states.length === 0 || states.includes(String(state)),
  );
  const byCall: Readonly<Record<string, unknown>> = {
    'GET /projects': script.projects,
    'POST /projects': { status: 'created', code: 201 },
    'GET /P': script.projects.find(({ id }) => pathname === `/projects/${id}`),
    'GET /P/environments': script.environments,
    'GET /P/E/tasks': script.tasks,
    'POST /P/E/tasks/report/run': accepted,
    'PUT /P/E/source': accepted,
    'GET /P/E/deployments/current': { routes: script.routes },
    'GET /P/activities': activities,
    'GET /P/E/activities': activities,
  };
  const [, id, cancel] = /^\/P\/activities\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
  if (cancel !== undefined) return accepted;
  return byCall[`${method} ${path}`] ?? script.activities.find((activity) => activity.id === id) ?? null;
}
