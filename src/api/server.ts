import { randomUUID } from 'node:crypto';
import { fastifySwagger } from '@fastify/swagger';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { checkRoutes } from './access/check-routes.ts';
import { answerError, answerUnknownRoute } from './errors.ts';
import { documentOptions } from './openapi-document.ts';
import { parseJsonBody } from './request/json-body.ts';
import type { Rooms } from './rooms.ts';
import type { Route } from './route.ts';
import { allRoutes } from './routes.ts';
import { type BodyForm, serveRoute, takeBodies } from './serve-route.ts';

export interface ApiOptions {
  readonly log: FastifyBaseLogger;
  /** Where uploads lie until the deployer took them; the system's temporary directory if absent. */
  readonly uploadDirectory?: string;
  readonly version?: string;
}

/** Bytes: well above the variables that a trigger may bring. Uploads have their own limit. */
const bodyLimit = 4 * 1024 * 1024;
/** Characters of one part of a path, URL-encoded. */
const longestPathPart = 1024;

/**
 * The API, not yet listening: call `listen()`, or `ready()` and hand requests to `routing`. Closing it ends the
 * followers of logs. Throws where a route names no operation.
 */
export function createApi(rooms: Rooms, options: ApiOptions): FastifyInstance {
  const { version = 'unknown', uploadDirectory } = options;
  const routes = allRoutes(rooms, { version, uploadDirectory, startedAt: new Date() });
  checkRoutes(routes);
  const api = openFastify(options.log);
  const closing = new AbortController();
  api.addHook('preClose', async () => closing.abort());
  api.register(fastifySwagger, documentOptions(version, rooms.address.api));
  for (const form of ['json', 'text', 'stream'] as const) {
    api.register(async (scope) => serveForm(scope, rooms, routes, form, closing.signal));
  }
  return api;
}

function openFastify(log: FastifyBaseLogger): FastifyInstance {
  const api = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit,
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: longestPathPart,
    },
    frameworkErrors: answerError,
  });
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  api.setErrorHandler(answerError);
  api.setNotFoundHandler(answerUnknownRoute);
  api.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });
  api.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    request.log.debug({ method, url, status: reply.statusCode, milliseconds: reply.elapsedTime }, 'answered');
  });
  return api;
}

/** Routes with one form of body share a scope, because parsers belong to scopes. */
function serveForm(
  scope: FastifyInstance,
  rooms: Rooms,
  routes: readonly Route[],
  form: BodyForm,
  closing: AbortSignal,
): void {
  takeBodies(scope, form, parseJsonBody);
  for (const declared of routes.filter(({ bodyForm = 'json' }) => bodyForm === form)) {
    serveRoute(scope, rooms, declared, closing);
  }
}
