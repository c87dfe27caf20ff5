import { catalogue, type ErrorCode } from '../../errors/catalogue.ts';
import { ErrandError } from '../../errors/errand-error.ts';

interface ErrorBody {
  readonly error?: unknown;
  readonly message?: unknown;
  readonly detail?: unknown;
  readonly error_description?: unknown;
}

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'request_invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'route_not_found',
  409: 'conflict',
  413: 'payload_too_large',
  // What a proxy says while the server behind it is away.
  502: 'server_unreachable',
  503: 'server_unreachable',
  504: 'server_unreachable',
};

/** The catalogue's error that an HTTP answer stands for: Errand's own body, OAuth's, or anything else that came with the status. */
export function errorFromResponse(status: number, body: string, url: string): ErrandError {
  const { error, message, detail, error_description } = parseBody(body);
  const text = firstText(message, error_description, error) ?? `HTTP ${status} from ${url}`;
  const details = isObject(detail) ? detail : detail === undefined ? {} : { detail };
  return new ErrandError(findCode(error, status), text, { details });
}

function findCode(error: unknown, status: number): ErrorCode {
  if (isErrorCode(error)) return error;
  // OAuth's codes for a token that is not known (RFC 6749, section 5.2).
  if (error === 'invalid_grant' || error === 'invalid_client') return 'unauthenticated';
  return codeByStatus[status] ?? 'internal';
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(catalogue, value);
}

function parseBody(body: string): ErrorBody {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : {};
  } catch {
    // A proxy's page, or nothing at all: the status has to do.
    return {};
  }
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
