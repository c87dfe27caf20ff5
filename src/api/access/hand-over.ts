import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import { replayedRequest } from '../../identity/oauth/replayed-request.ts';
import type { Rooms } from '../rooms.ts';

/** Has the OAuth library answer, with the parameters in place of the body where there are some. */
export async function handOver(
  oauth: Rooms['oauth'],
  request: IncomingMessage,
  reply: FastifyReply,
  parameters?: Readonly<Record<string, string>>,
): Promise<void> {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  try {
    await oauth.handle(parameters === undefined ? request : replayedRequest(request, parameters), reply.raw);
  } catch (error) {
    reply.log.error({ err: error }, 'the OAuth server could not answer');
    if (!reply.raw.headersSent) reply.raw.writeHead(500, { 'content-type': 'application/json' });
    reply.raw.end(
      JSON.stringify({ error: 'server_error', error_description: 'The server failed; its log says why.' }),
    );
  }
}
