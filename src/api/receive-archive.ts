import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ErrandError } from '../errors/errand-error.ts';
import { largestSourceBytes } from '../source/unpack.ts';

/** Bytes that an archive may have, unpacked too: a small gzip file can become a large one. */
export const largestArchive = largestSourceBytes;

/** An uploaded archive, a plain tar file on disk. */
export interface ReceivedArchive {
  readonly path: string;
  /** From here on somebody else removes it. */
  handOver(): void;
  /** Removes it, unless it was handed over. */
  discard(): Promise<void>;
}

/** Writes an upload to a file. Errors: `payload_too_large`, `source_invalid`. */
export async function receiveArchive(
  body: Readable | undefined,
  headers: IncomingHttpHeaders,
  directory: string = tmpdir(),
  limit: number = largestArchive,
): Promise<ReceivedArchive> {
  if (body === undefined)
    throw new ErrandError('source_invalid', 'The request has no body; send a tar archive.');
  if (Number(headers['content-length']) > limit) throw tooLarge(limit);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `upload-${randomUUID()}.tar`);
  try {
    await write(body, path, limit);
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof ErrandError ? error : unreadable(error);
  }
  let isHandedOver = false;
  return {
    path,
    handOver: () => {
      isHandedOver = true;
    },
    discard: async () => {
      if (!isHandedOver) await rm(path, { force: true });
    },
  };
}

async function write(body: Readable, path: string, limit: number): Promise<void> {
  // `pipeline` destroys its source where it fails; that would take the connection, and the answer with it.
  const entry = body.pipe(new PassThrough());
  body.once('error', (error) => entry.destroy(error));
  try {
    const first = await firstBytes(entry);
    if (first === null)
      throw new ErrandError('source_invalid', 'The request has an empty body; send a tar archive.');
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    if (isGzip(first)) await pipeline(entry, createGunzip(), limiter(limit), file);
    else await pipeline(entry, limiter(limit), file);
  } finally {
    body.unpipe(entry);
    body.resume();
  }
}

/** RFC 1952: a gzip file begins with these two bytes, whatever the headers call it. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Looks at the start of a stream and puts it back. Null where it is empty. */
async function firstBytes(stream: Readable): Promise<Buffer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  const look = () => {
    const chunk: Buffer | null = stream.read();
    if (chunk === null) return;
    stream.off('readable', look);
    stream.unshift(chunk);
    resolve(chunk);
  };
  stream
    .on('readable', look)
    .once('end', () => resolve(null))
    .once('error', reject);
  return promise;
}

function limiter(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
}

function tooLarge(limit: number): ErrandError {
  const message = `An archive may have ${limit} bytes, unpacked from gzip too; this one has more.`;
  return new ErrandError('payload_too_large', message, { details: { limitBytes: limit } });
}

function unreadable(cause: unknown): ErrandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ErrandError('source_invalid', `The archive could not be received: ${reason}.`, { cause });
}
