import { randomUUID } from 'node:crypto';
import { fastifySwagger } from '@fastify/swagger';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
  fastify,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { ErrandError } from '../errors/errand-error.ts';
import { checkOperations, checkRoutes } from './access/check-routes.ts';
import { answerError, answerUnknownRoute } from './errors.ts';
import { documentOptions } from './openapi-document.ts';
import { parseJsonBody } from './request/json-body.ts';
import { defaultBodyPatience, endSlowBodies } from './request/slow-body.ts';
import type { Rooms } from './rooms.ts';
import type { Route } from './route.ts';
import { allRoutes } from './routes.ts';
import { type BodyForm, serveRoute, takeBodies } from './serve-route.ts';

type CompilersFactory = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>;

export interface ApiOptions {
  readonly log: FastifyBaseLogger;
  /** Where uploads lie until the deployer took them; the system's temporary directory if absent. */
  readonly uploadDirectory?: string;
  readonly version?: string;
  /** Whether what the server's records are in is away: requests are refused then instead of waiting for it. */
  readonly outOfReach?: () => boolean;
  /** Milliseconds in which a body has to be there. */
  readonly bodyPatience?: number;
  /** Whether a proxy on this machine says where requests come from. */
  readonly trustProxy?: boolean;
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
  const { version = 'unknown', uploadDirectory, bodyPatience = defaultBodyPatience } = options;
  const routes = allRoutes(rooms, { version, uploadDirectory, startedAt: new Date() });
  checkRoutes(routes);
  checkOperations(routes);
  const api = openFastify(options);
  const closing = new AbortController();
  api.addHook('preClose', async () => closing.abort());
  refuseWithoutRecords(api, options.outOfReach ?? (() => false));
  api.register(fastifySwagger, documentOptions(version, rooms.address.api));
  for (const form of ['json', 'text', 'stream'] as const) {
    api.register(async (scope) => {
      endSlowBodies(scope, form, bodyPatience);
      serveForm(scope, rooms, routes, form, closing.signal);
    });
  }
  return api;
}

/** Named here and not set afterwards: Fastify would load its own, for another schema language. Its types know no other. */
const compilersFactory = {
  buildValidator: () => validatorCompiler,
  buildSerializer: () => serializerCompiler,
} as unknown as CompilersFactory;

function openFastify({ log, trustProxy = false }: ApiOptions): FastifyInstance {
  const api = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit,
    trustProxy: trustProxy ? 'loopback' : false,
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: longestPathPart,
    },
    frameworkErrors: answerError,
    schemaController: { compilersFactory },
  });
  api.setErrorHandler(answerError);
  api.setNotFoundHandler(answerUnknownRoute);
  api.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });
  api.addHook('onSend', async (_request, reply, payload) => {
    // JSON is UTF-8 (RFC 8259, 11); there is no such parameter, and the JavaScript client takes a type with one for text.
    if (reply.getHeader('content-type') === 'application/json; charset=utf-8')
      reply.header('content-type', 'application/json');
    return payload;
  });
  api.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    request.log.debug({ method, url, status: reply.statusCode, milliseconds: reply.elapsedTime }, 'answered');
  });
  return api;
}

/** Seconds. Outages of a database are most often its restart. */
const retryAfter = '2';
const needNoRecords: ReadonlySet<string | undefined> = new Set(['/', '/health', '/openapi.json']);

/** Those who can ask again are told to; work under way waits. */
function refuseWithoutRecords(api: FastifyInstance, outOfReach: () => boolean): void {
  api.addHook('onRequest', async ({ routeOptions }, reply) => {
    if (!outOfReach() || needNoRecords.has(routeOptions.url)) return;
    reply.header('retry-after', retryAfter);
    throw new ErrandError(
      'store_unreachable',
      'The database that keeps the records is out of reach; try again.',
    );
  });
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
