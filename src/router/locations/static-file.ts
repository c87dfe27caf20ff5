import { closeSync, fstatSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { openBeneath } from '../../linux/open-beneath.ts';
import { endFailed, type FailureLog } from '../guard.ts';
import { refuse, takeBack } from '../refuse.ts';
import type { Handling } from './location.ts';

/** A file that is open, or a folder. */
export interface Found {
  readonly descriptor: number;
  readonly kind: 'file' | 'folder';
}

/** Looks for a file below the application's folder. Whoever gets one closes it. */
export function findFile(application: number, path: string): Found | null {
  const descriptor = openBeneath(application, path);
  if (descriptor === null) return null;
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return { descriptor, kind: 'file' };
  if (stats.isDirectory()) return { descriptor, kind: 'folder' };
  closeSync(descriptor);
  return null;
}

function cacheHeaders({ expiresSeconds }: Handling): Readonly<Record<string, string>> {
  if (expiresSeconds === null) return {};
  const expires = new Date(Date.now() + expiresSeconds * 1000).toUTCString();
  return { 'cache-control': `max-age=${expiresSeconds}`, expires };
}

/** Answers with an open file, which is closed at the end: conditional requests and ranges included. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { descriptor }: Found,
  name: string,
  handling: Handling,
  log: FailureLog,
): void {
  response.once('close', () => closeSync(descriptor));
  sender()
    .then((loaded) => {
      // The descriptor is another file's by now, perhaps.
      if (!response.closed) transmit(loaded, request, response, descriptor, name, handling);
    })
    .catch((error: unknown) => endFailed(log, error, request, response));
}

/** With their table of all types of content they take 2 MiB, and not every server has files to send. */
async function sender() {
  const [{ contentType }, { default: send }] = await Promise.all([import('mime-types'), import('send')]);
  return { contentType, send };
}

function transmit(
  { contentType, send }: Awaited<ReturnType<typeof sender>>,
  request: IncomingMessage,
  response: ServerResponse,
  descriptor: number,
  name: string,
  handling: Handling,
): void {
  const type = contentType(extname(name)) || 'application/octet-stream';
  const headers = { 'content-type': type, ...cacheHeaders(handling), ...handling.headers };
  for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
  const options = { cacheControl: false, dotfiles: 'allow', index: false } as const;
  send(request, `/proc/self/fd/${descriptor}`, options)
    .on('error', (error: { readonly status?: number }) => {
      const status = error.status ?? 500;
      takeBack(response);
      refuse(response, status, `${status}: this file cannot be sent so`);
    })
    .pipe(response);
}
