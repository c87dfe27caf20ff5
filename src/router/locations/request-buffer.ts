import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { RequestBuffering } from './location.ts';

/** A request's body that was taken in whole. */
export interface BufferedBody {
  readonly bytes: number;
  readonly stream: Readable;
}

/** Whether a body is larger than the location takes, as far as its headers say. */
export function isTooLarge(request: IncomingMessage, { maxBytes }: RequestBuffering): boolean {
  return maxBytes !== null && Number(request.headers['content-length'] ?? 0) > maxBytes;
}

/** Takes in a body whose length is not known; on disk, without a name there. Null where it is larger than the location takes. */
export async function bufferBody(
  request: IncomingMessage,
  { maxBytes }: RequestBuffering,
): Promise<BufferedBody | null> {
  const path = join(tmpdir(), `errand-body-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  let bytes = 0;
  try {
    await rm(path);
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (maxBytes !== null && bytes > maxBytes) {
        await file.close();
        return null;
      }
      await file.write(chunk);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  return { bytes, stream: file.createReadStream({ start: 0 }) };
}
