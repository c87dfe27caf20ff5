import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { punchHole } from '../../../linux/file-space.ts';

/** Space is given back in pieces of this size. */
const pieceBytes = 1024 * 1024;

/** The file that a container's keeper appends to. Its memory is given back from the start as it is taken. */
export class RawOutput {
  readonly #file: number;
  #freed = 0;

  /** The file is made where the keeper has not yet done so. */
  constructor(path: string) {
    this.#file = openSync(path, 'a+', 0o600);
  }

  size(): number {
    return fstatSync(this.#file).size;
  }

  read(offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(this.#file, buffer, 0, length, offset));
  }

  /** What comes before is needed no more, also not after a crash. */
  free(before: number): void {
    const end = before - (before % pieceBytes);
    if (end <= this.#freed) return;
    punchHole(this.#file, this.#freed, end - this.#freed);
    this.#freed = end;
  }

  close(): void {
    closeSync(this.#file);
  }
}
