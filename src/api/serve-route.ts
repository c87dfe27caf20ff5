import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditHook } from './access/audit-hook.ts';
import { guardOf, knownPrincipal, principalOf } from './access/guard.ts';
import { nameEnvironments } from './access/name-environments.ts';
import type { Rooms } from './rooms.ts';
import type { Call, Route } from './route.ts';

/** Makes Fastify serve a declared route. */
export function serveRoute(api: FastifyInstance, rooms: Rooms, declared: Route, closing: AbortSignal): void {
  const guard = guardOf(rooms, declared);
  api.route({
    method: declared.method,
    url: declared.path,
    schema: schemaOf(declared),
    ...(declared.bodyLimitBytes === undefined ? {} : { bodyLimit: declared.bodyLimitBytes }),
    ...(guard === null ? {} : { onRequest: guard, onResponse: auditHook(rooms.audit, declared) }),
    handler: async (request, reply) => {
      const call: Call = {
        parameters: request.params,
        query: request.query,
        body: request.body,
        get principal() {
          return principalOf(request);
        },
        request,
        reply,
        closing,
      };
      reply.code(declared.status);
      try {
        return await declared.handle(call);
      } catch (error) {
        throw await nameEnvironments(rooms, knownPrincipal(request), error);
      }
    },
  });
}

/** For validation and for the OpenAPI document. Answers are documented, not rewritten. */
function schemaOf({ summary, operation, parameters, query, body, status, answer, answerType }: Route) {
  const described = {
    description: answer,
    content: { [answerType ?? 'application/json']: { schema: z.unknown() } },
  };
  return {
    summary,
    description: operation === 'public' ? 'Needs no token.' : `Needs the right \`${operation}\`.`,
    ...(operation === 'public' ? { security: [] } : {}),
    ...(parameters === undefined ? {} : { params: parameters }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined ? {} : { body }),
    response: { [status]: described },
  };
}

/** How a body is handed to its route. */
export type BodyForm = NonNullable<Route['bodyForm']>;

/** Replaces Fastify's parsers, which go by content type, by one for whatever comes. */
export function takeBodies(api: FastifyInstance, form: BodyForm, parseJson: (text: string) => unknown): void {
  api.removeAllContentTypeParsers();
  if (form === 'stream') {
    api.addContentTypeParser('*', (_request: FastifyRequest, payload, done) => done(null, payload));
    return;
  }
  const parse = form === 'json' ? parseJson : (text: string) => text;
  api.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, text: string) =>
    parse(text),
  );
}
