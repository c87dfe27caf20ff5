import { catalogue, type ErrorCode, type Fault } from './catalogue.ts';

/** An error with a code from the catalogue. `details` is data for the client: names that exist, places in a file. */
export class ErrandError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ErrandError';
    this.code = code;
    this.details = options.details ?? {};
  }

  get httpStatus(): number {
    return catalogue[this.code].httpStatus;
  }

  get exitCode(): number {
    return catalogue[this.code].exitCode;
  }

  get fault(): Fault {
    return catalogue[this.code].fault;
  }
}

/**
 * The error itself if it is one of the catalogue's, or an `internal` one that keeps it as its cause. Of one that was thrown
 * while another was on its way (`await using`), the first is what happened; the later one is said with it.
 */
export function asErrandError(error: unknown): ErrandError {
  if (error instanceof ErrandError) return error;
  if (error instanceof SuppressedError) return withLater(asErrandError(error.suppressed), error);
  const message = error instanceof Error ? error.message : String(error);
  return new ErrandError('internal', message, { cause: error });
}

function withLater(first: ErrandError, thrown: SuppressedError): ErrandError {
  const { code, message, details } = first;
  const later = asErrandError(thrown.error).message;
  return new ErrandError(code, `${message}\nThen, while closing: ${later}`, { details, cause: thrown });
}
