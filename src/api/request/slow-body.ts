import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { ErrandError } from '../../errors/errand-error.ts';

/** Milliseconds. The largest body but an upload has 16 MiB. */
export const defaultBodyPatience = 60_000;

/** Requests whose body is being read as a whole, with what gives its sender up. */
const awaited = new WeakMap<FastifyRequest, NodeJS.Timeout>();

/** A body that is read as a whole has to be there in time, or its sender hears that it was too slow, and is let go. */
function wholeInTime(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: RequestPayload,
  patience: number,
): void {
  const timer = setTimeout(() => {
    reply.header('connection', 'close');
    const message = `The body was not there within ${Math.ceil(patience / 1000)} s.`;
    payload.emit('error', new ErrandError('request_timeout', message));
  }, patience);
  timer.unref();
  awaited.set(request, timer);
  payload.once('close', () => clearTimeout(timer));
}

/** An upload takes as long as it takes, but a connection on which nothing comes is ended. */
function neverIdle({ raw }: FastifyRequest, patience: number): void {
  raw.socket.setTimeout?.(patience);
  raw.once('end', () => raw.socket.setTimeout?.(0));
}

/**
 * Ends bodies which come too slowly: each open request takes a descriptor and memory of what all share. Whatever comes after the body,
 * such as an answer that goes on for hours, has its own time.
 */
export function endSlowBodies(
  api: FastifyInstance,
  form: 'json' | 'text' | 'stream',
  patience: number,
): void {
  api.addHook('preParsing', async (request, reply, payload) => {
    if (form === 'stream') neverIdle(request, patience);
    else wholeInTime(request, reply, payload, patience);
    return payload;
  });
  // The body is there, or there is none.
  api.addHook('preValidation', async (request) => clearTimeout(awaited.get(request)));
}
