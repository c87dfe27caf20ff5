import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { LogItem } from '../activity/log/log-entry.ts';
import { renderLogItem } from '../activity/log/wire.ts';

export interface LogSending {
  readonly reply: FastifyReply;
  /** Fires when the server closes. */
  readonly closing: AbortSignal;
  readonly read: (signal: AbortSignal) => AsyncIterable<readonly LogItem[]>;
}

/**
 * Sends a log, a write for each batch, for as long as it is read. The head goes out at once: of a run that is silent
 * for long, clients would else not know that anybody answers. A slow client holds the reader back; one that leaves,
 * and the server's close, end it.
 */
export async function sendLog({ reply, closing, read }: LogSending): Promise<void> {
  const response = reply.raw;
  const left = new AbortController();
  response.once('close', () => left.abort());
  const signal = AbortSignal.any([left.signal, closing]);
  reply.hijack();
  response.writeHead(200, definedHeaders(reply));
  response.flushHeaders();
  try {
    for await (const batch of read(signal)) {
      if (signal.aborted) break;
      if (!response.write(batch.map(renderLogItem).join(''))) await drained(response, signal);
    }
    response.end();
  } catch (error) {
    // The head is sent; that the answer breaks off is all that can still be said.
    if (!left.signal.aborted) reply.log.error({ err: error }, 'a log could not be read to its end');
    response.destroy();
  }
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
