import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';

/** Why a request is not answered otherwise; thrown where it is found out, and said by `guard.ts`. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(`${status}: ${reason}`);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** A page for people and programs alike: the reason in plain text. */
export function refuse(response: ServerResponse | Socket, status: number, reason: string): void {
  if (response instanceof Socket) {
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'content-type: text/plain; charset=utf-8',
      'connection: close',
    ];
    response.end(`${head.join('\r\n')}\r\n\r\n${reason}\n`);
    return;
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${reason}\n`);
}

/** Forgets the head that an answer was to have, so that another one can be given. */
export function takeBack(response: ServerResponse): void {
  if (response.headersSent) return;
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusMessage = '';
}

/**
 * Refuses a request whose body is not read: the connection ends, else the rest would be taken for the next request. An answer that
 * has begun breaks off.
 */
export function refuseUnread(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  reason: string,
): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
  refuse(response, status, reason);
  response.once('finish', () => request.destroy());
}
