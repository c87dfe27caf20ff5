import type { ReadStream } from 'node:fs';
import { dirname } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import send from 'send';
import type { FoundArtifact } from '../artifact/artifacts.ts';

/**
 * Sends a file with its type, its ranges and its conditions. What a run wrote is nobody's page: a browser saves it and
 * runs nothing of it.
 */
export function sendArtifact(
  { location }: FoundArtifact,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const name = encodeURIComponent(location.slice(dirname(location).length + 1));
  reply.headers({
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'content-security-policy': 'sandbox',
  });
  reply.hijack();
  const { raw } = reply;
  for (const [header, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(header, value);
  // The name comes from a container: it goes beside the root, not through `send`'s own reading of paths.
  const path = `/${encodeURIComponent(location.slice(dirname(location).length + 1))}`;
  const sending = send(request.raw, path, {
    root: dirname(location),
    dotfiles: 'allow',
    index: false,
    cacheControl: false,
  });
  sending.on('error', (error: Error & { status?: number }) => {
    if (!raw.headersSent) raw.statusCode = error.status ?? 500;
    raw.end();
  });
  // An answer whose turn on its connection does not come has no socket by which `send` would know that the client is gone.
  sending.on('stream', (file: ReadStream) => {
    raw.once('close', () => file.destroy());
    if (raw.destroyed) file.destroy();
  });
  sending.pipe(raw);
  return reply;
}
