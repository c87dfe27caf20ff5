import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { ErrandError } from '../../errors/errand-error.ts';

/** Milliseconds. The largest body but an upload has 16 MiB. */
export const defaultBodyPatience = 60_000;

/** A body that is read as a whole has to be there in time, or its sender hears that it was too slow, and is let go. */
function wholeInTime(payload: RequestPayload, reply: FastifyReply, patience: number): void {
  const timer = setTimeout(() => {
    reply.header('connection', 'close');
    const message = `The body was not there within ${Math.ceil(patience / 1000)} s.`;
    payload.emit('error', new ErrandError('request_timeout', message));
  }, patience);
  timer.unref();
  const over = () => clearTimeout(timer);
  payload.once('end', over).once('close', over);
}

/** An upload takes as long as it takes, but a connection on which nothing comes is ended. */
function neverIdle({ raw }: FastifyRequest, patience: number): void {
  raw.socket.setTimeout?.(patience);
  raw.once('end', () => raw.socket.setTimeout?.(0));
}

/** A hook that ends bodies which come too slowly: each open request takes a descriptor and memory of what all share. */
export function slowBodyHook(form: 'json' | 'text' | 'stream', patience: number) {
  return async (request: FastifyRequest, reply: FastifyReply, payload: RequestPayload) => {
    if (form === 'stream') neverIdle(request, patience);
    else wholeInTime(payload, reply, patience);
    return payload;
  };
}
