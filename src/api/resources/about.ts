import { type Route, route } from '../route.ts';

/** What may be asked without a token: what this is, whether it is up, and what it has. */
export function aboutRoutes({ version }: { readonly version: string }): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/',
      operation: 'public',
      summary: 'What this server is',
      status: 200,
      answer: 'Name, version, and where to read on',
      handle: () => ({
        name: 'errand',
        version,
        _links: { self: { href: '/' }, openapi: { href: '/openapi.json' }, health: { href: '/health' } },
      }),
    }),
    route({
      method: 'GET',
      path: '/health',
      operation: 'public',
      summary: 'Whether the server answers',
      status: 200,
      answer: '`{"status": "ok"}`',
      handle: () => ({ status: 'ok' }),
    }),
    route({
      method: 'GET',
      path: '/openapi.json',
      operation: 'public',
      summary: 'This API as an OpenAPI document',
      status: 200,
      answer: 'An OpenAPI 3.1 document',
      handle: ({ request }) => request.server.swagger(),
    }),
  ];
}
