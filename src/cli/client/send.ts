import { setTimeout as delay } from 'node:timers/promises';
import { ErrandError } from '../../errors/errand-error.ts';

export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | Blob;
  /** For the whole exchange, body included; null for a stream or an upload, whose length nobody knows. */
  readonly limitMilliseconds: number | null;
  readonly signal?: AbortSignal | undefined;
}

/** Fetches once. Node.js itself gives up connecting after 10 s. Errors: `server_unreachable`, naming the address. */
export async function send(url: string, sending: Sending): Promise<Response> {
  const { limitMilliseconds, signal, ...init } = sending;
  const limits = [signal, limitMilliseconds === null ? undefined : AbortSignal.timeout(limitMilliseconds)];
  const either = AbortSignal.any(limits.filter((limit) => limit !== undefined));
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: either });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable(url, error);
  }
}

/** Reads a body, within the time limit of its exchange. Errors: `server_unreachable`. */
export async function readText(url: string, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw unreachable(url, error);
  }
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof ErrandError && error.code === 'server_unreachable';
}

export function unreachable(url: string, cause: unknown): ErrandError {
  const { origin } = new URL(url);
  return new ErrandError(
    'server_unreachable',
    `No Errand server answers at ${origin} (${reasonOf(cause)}).`,
    { cause },
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message || reasonOf(cause) : error.message;
}

/** Waits, unless the signal fires first; then it throws the signal's reason. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
}
