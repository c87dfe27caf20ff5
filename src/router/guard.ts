import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { EventLog } from '../observe/event-log.ts';
import { Refusal, refuse, takeBack } from './refuse.ts';

export type FailureLog = Pick<EventLog, 'error'>;

/**
 * Ends a request that this server failed at, or refuses: with 500 where nothing was said yet and the log, not the visitor, has the
 * reason, or with the refusal.
 */
export function endFailed(
  log: FailureLog,
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse | Socket,
): void {
  const { host } = request.headers;
  const refusal = error instanceof Refusal ? error : null;
  if (refusal === null)
    log.error({ error, host, method: request.method, url: request.url }, 'a request could not be answered');
  try {
    if (!(response instanceof Socket)) takeBack(response);
    const reason = refusal?.message ?? '500: this server failed at the request; its log says why';
    refuse(response, refusal?.status ?? 500, reason);
  } catch {
    response.destroy();
  }
}

/** Answers a request. Whatever is thrown at it is the end of this request, never the server's. */
export function guardRequest(
  log: FailureLog,
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => void,
): void {
  response.on('error', () => response.destroy());
  try {
    answer();
  } catch (error) {
    endFailed(log, error, request, response);
  }
}

/**
 * The same for a connection that is to become another protocol's. Node.js takes its own listener off such a socket
 * (https://nodejs.org/api/http.html#event-upgrade): without one here, a visitor's reset would end the process.
 */
export function guardUpgrade(
  log: FailureLog,
  request: IncomingMessage,
  socket: Socket,
  answer: () => void,
): void {
  socket.on('error', () => socket.destroy());
  try {
    answer();
  } catch (error) {
    endFailed(log, error, request, socket);
  }
}
