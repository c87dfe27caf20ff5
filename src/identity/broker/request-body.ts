import type { IncomingMessage } from 'node:http';

export const bodyLimitBytes = 16 * 1024;
/** A body over the limit is read and dropped up to here, so that its sender hears the refusal instead of a reset. */
const patienceBytes = 1024 * 1024;

/** The body as text, or null where it is over the limit. Throws where the connection ends in the middle. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimitBytes) chunks.push(chunk);
    if (size > patienceBytes) break;
  }
  return size > bodyLimitBytes ? null : Buffer.concat(chunks).toString();
}
