import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { RequestBuffering } from './location.ts';

/** A request's body that was taken in whole. */
export interface BufferedBody {
  readonly bytes: number;
  readonly stream: Readable;
}

/** Why a body was not taken in: larger than the location takes, more than this server holds of all, nothing came for too long. */
export type BodyRefusal = 'too_large' | 'no_room' | 'too_slow';

/** Where bodies are that a project's applications have not been given yet. */
export interface BodyTaker {
  /** Takes in a body whose length is not known. Throws where the visitor goes away. */
  take(request: IncomingMessage, buffering: RequestBuffering): Promise<BufferedBody | BodyRefusal>;
}

/** Bodies of all projects: on disk, without a name there. */
export interface BodyBuffer {
  /** Half of the room at most is one project's, whoever sends to it: the others are to have some as well. */
  of(project: string): BodyTaker;
  /** Of all bodies that are held now. */
  readonly heldBytes: number;
}

export interface BodyBufferLimits {
  /** Of all bodies at once: anybody may send one. */
  readonly totalBytes: number;
  /** How long a visitor may send nothing. A minute unless told. */
  readonly idleMilliseconds?: number;
}

/** Whether a body is larger than the location takes, as far as its headers say. */
export function isTooLarge(request: IncomingMessage, { maxBytes }: RequestBuffering): boolean {
  return Number(request.headers['content-length'] ?? 0) > maxBytes;
}

/** The folder is this buffer's own, and emptied: a server that was killed may have left something. */
export function openBodyBuffer(folder: string, limits: BodyBufferLimits): BodyBuffer {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const room = new Room(limits.totalBytes);
  const takerOf = (project: string): BodyTaker => ({
    async take(request, { maxBytes }) {
      const path = join(folder, `errand-body-${randomUUID()}`);
      const file = await open(path, 'wx+', 0o600);
      const share = room.share(project);
      try {
        await rm(path);
        const taken = await receive(request, file, maxBytes, share, limits.idleMilliseconds ?? 60_000);
        if (typeof taken === 'number') {
          const stream = file.createReadStream({ start: 0 }).once('close', () => share.release());
          return { bytes: taken, stream };
        }
        await file.close();
        share.release();
        return taken;
      } catch (error) {
        await file.close();
        share.release();
        throw error;
      }
    },
  });
  return {
    get heldBytes() {
      return room.held;
    },
    of: takerOf,
  };
}

/** The bytes that all bodies share. */
class Room {
  held = 0;
  readonly #heldOf = new Map<string, number>();
  readonly #totalBytes: number;

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
  }

  share(project: string) {
    let own = 0;
    const add = (bytes: number) => {
      own += bytes;
      this.held += bytes;
      const heldOfProject = (this.#heldOf.get(project) ?? 0) + bytes;
      if (heldOfProject === 0) this.#heldOf.delete(project);
      else this.#heldOf.set(project, heldOfProject);
    };
    return {
      /** Whether there is room for so many more. */
      grow: (bytes: number): boolean => {
        if (this.held + bytes > this.#totalBytes) return false;
        if ((this.#heldOf.get(project) ?? 0) + bytes > this.#totalBytes / 2) return false;
        add(bytes);
        return true;
      },
      release: () => add(-own),
    };
  }
}

/** Writes a body into a file; how many bytes it has, or why it is not taken. */
async function receive(
  request: IncomingMessage,
  file: FileHandle,
  maxBytes: number,
  share: ReturnType<Room['share']>,
  idleMilliseconds: number,
): Promise<number | BodyRefusal> {
  // The connection stays, for the answer.
  const chunks = request.iterator({ destroyOnReturn: false });
  let bytes = 0;
  for (;;) {
    const next = await within(chunks.next(), idleMilliseconds);
    if (next === null) return 'too_slow';
    if (next.done === true) return bytes;
    const chunk = next.value as Buffer;
    bytes += chunk.length;
    if (bytes > maxBytes) return 'too_large';
    if (!share.grow(chunk.length)) return 'no_room';
    await file.writeFile(chunk);
  }
}

/** Null where it takes longer. */
async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | null> {
  const { promise: over, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, milliseconds, null);
  // Where the time was over, nobody waits for its end any more.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
