import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import type { Take } from '../activity/log/live-readers.ts';
import type { LogItem } from '../activity/log/log-entry.ts';
import { type LogForm, renderBatch, renderChunk } from '../activity/log/wire.ts';

export interface LogSending {
  readonly reply: FastifyReply;
  /** Fires when the server closes. */
  readonly closing: AbortSignal;
  readonly form: LogForm;
  readonly read: (signal: AbortSignal, take: Take | undefined) => AsyncIterable<readonly LogItem[]>;
}

/**
 * Sends a log, a write for each batch, for as long as it is read. The head goes out at once: of a run that is silent
 * for long, clients would else not know that anybody answers. A slow client holds the reader back; one that leaves, or
 * has left before this began, and the server's close, end it.
 */
export async function sendLog({ reply, closing, form, read }: LogSending): Promise<void> {
  const response = reply.raw;
  using left = leaving(reply, closing);
  const { signal } = left;
  reply.hijack();
  response.writeHead(200, definedHeaders(reply));
  response.flushHeaders();
  if (form.opening !== '') response.write(form.opening);
  using heartbeat = beat(response, form.heartbeat);
  try {
    for await (const batch of read(signal, directly(response, form, heartbeat))) {
      if (signal.aborted) break;
      heartbeat.postpone();
      if (!response.write(renderBatch(form, batch))) await drained(response, signal);
    }
    response.end();
  } catch (error) {
    // The head is sent; that the answer breaks off is all that can still be said.
    if (!response.closed) reply.log.error({ err: error }, 'a log could not be read to its end');
    response.destroy();
  }
}

type Leaving = Disposable & { readonly signal: AbortSignal };

/** Its signal fires when the client leaves, or has left by now, which no event tells any more, and when the server closes. */
function leaving({ raw }: FastifyReply, closing: AbortSignal): Leaving {
  const left = new AbortController();
  const leave = () => left.abort();
  raw.once('close', leave);
  closing.addEventListener('abort', leave);
  if (closing.aborted || raw.destroyed) leave();
  return { signal: left.signal, [Symbol.dispose]: () => closing.removeEventListener('abort', leave) };
}

/**
 * Writes chunks that are made once for all followers past the response, whose own framing of each costs as much as the rest of a
 * follower. Undefined where its answer is not in chunks, or its turn on the connection has not come.
 */
function directly(response: ServerResponse, form: LogForm, heartbeat: Heartbeat): Take | undefined {
  const { socket } = response;
  if (!(socket instanceof Socket) || !response.chunkedEncoding) return undefined;
  return (batch) => {
    if (socket.destroyed || socket.writableNeedDrain) return false;
    heartbeat.postpone();
    socket.write(renderChunk(form, batch));
    return true;
  };
}

const heartbeatMilliseconds = 15_000;

type Heartbeat = Disposable & { postpone(): void };

/** Says the heartbeat whenever nothing else was said for a while. */
function beat(response: ServerResponse, text: string | null): Heartbeat {
  if (text === null) return { postpone() {}, [Symbol.dispose]() {} };
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(text);
  }, heartbeatMilliseconds);
  return { postpone: () => timer.refresh(), [Symbol.dispose]: () => clearInterval(timer) };
}

/** Resolves when the client took what was written, or nobody is there to take it. */
async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  try {
    await once(response, 'drain', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function definedHeaders(reply: FastifyReply): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined));
}
