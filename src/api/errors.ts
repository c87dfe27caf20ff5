import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { catalogue } from '../errors/catalogue.ts';
import { asErrandError, ErrandError } from '../errors/errand-error.ts';
import { isGoneMeanwhile } from '../store/gone-meanwhile.ts';

/** An error as clients read it: each of them looks at another of these keys (wire.md 4.7). */
export interface ErrorBody {
  readonly status: 'error';
  /** The HTTP status. */
  readonly code: number;
  readonly message: string;
  /** Stable code from the catalogue. */
  readonly error: string;
  readonly title: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The body for an error; one that nobody foresaw tells no more than the request's id. */
export function errorBody(error: ErrandError, requestId: string): ErrorBody {
  const unforeseen = error.code === 'internal';
  return {
    status: 'error',
    code: error.httpStatus,
    message: unforeseen
      ? `The server failed at this request; its log has the reason under ${requestId}.`
      : error.message,
    error: error.code,
    title: catalogue[error.code].meaning,
    detail: unforeseen ? { request: requestId } : error.details,
  };
}

/** Answers any error of a hook, a schema or a handler. */
export function answerError(
  thrown: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const error = toErrandError(thrown);
  if (error.fault === 'platform') request.log.error({ err: thrown }, 'the request failed');
  // No `amr`, `max_age` or `acr_values`: with these, clients would ask for a stronger login (wire.md 1.2).
  if (error.httpStatus === 401) reply.header('www-authenticate', challengeFor(request));
  const { retryAfterSeconds } = error.details;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', String(retryAfterSeconds));
  reply
    .code(error.httpStatus)
    .type('application/json')
    .send(JSON.stringify(errorBody(error, request.id)));
}

/** git asks its user for a password only where it is asked for one; browsers must not be. */
function challengeFor({ url }: FastifyRequest): string {
  return url.startsWith('/git/')
    ? 'Basic realm="Errand: an API token as the password"'
    : 'Bearer error="invalid_token"';
}

/** Answers a path or a method that is not there. */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0] ?? '';
  const message = `The API has no ${request.method} ${path}. /openapi.json lists what it has.`;
  answerError(
    new ErrandError('route_not_found', message, { details: { method: request.method, path } }),
    request,
    reply,
  );
}

function toErrandError(thrown: FastifyError | Error): ErrandError {
  if (thrown instanceof ErrandError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) return invalidRequest(thrown);
  const status = 'statusCode' in thrown ? thrown.statusCode : undefined;
  if (status === 413)
    return new ErrandError('payload_too_large', 'The request body is too large.', { cause: thrown });
  if (isGoneMeanwhile(thrown)) {
    return new ErrandError('conflict', 'What this belongs to was removed meanwhile.', { cause: thrown });
  }
  const isCallers = status !== undefined && status >= 400 && status < 500;
  return isCallers
    ? new ErrandError('request_invalid', thrown.message, { cause: thrown })
    : asErrandError(thrown);
}

interface SchemaRefusal {
  readonly validation: readonly { readonly instancePath: string; readonly message?: string | undefined }[];
  readonly validationContext?: string | undefined;
}

const places: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', body: 'body' };

/** Names every place that a schema refused; a value, which may be a secret, is not repeated. */
function invalidRequest({ validation, validationContext }: SchemaRefusal): ErrandError {
  const part = places[validationContext ?? ''] ?? 'request';
  const problems = validation.map(({ instancePath, message }) => ({
    path: [part, ...instancePath.split('/').slice(1)].join('.'),
    message: message ?? 'is not valid',
  }));
  const text = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new ErrandError('request_invalid', `The request is not valid: ${text}.`, { details: { problems } });
}
