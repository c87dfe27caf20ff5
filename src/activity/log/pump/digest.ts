import type { Mask } from '../../../secret/mask/masker.ts';
import { parseLogLine } from '../log-line.ts';
import { LineMask } from './line-mask.ts';
import type { LogWriter } from './log-writer.ts';
import { limitReached } from './notes.ts';
import { freshMasks, type SourceState, type SourceTerms } from './source.ts';

const newline = 0x0a;
const nothing = Buffer.alloc(0);

/** What the log gets of raw lines, and how many of their bytes that is. */
interface Digested {
  readonly bytes: Buffer;
  readonly taken: number;
}

/** Masked lines are longer than this times the raw ones at most, with what was held back. */
const mostGrowth = 4;
const mostHeld = 64 * 1024;

/** Puts raw lines into the log: masked, and as many as its limit takes. What it does hangs on the lines alone. */
export class Digest {
  readonly #terms: SourceTerms;
  readonly #writer: LogWriter;
  readonly #mask: Mask;
  #lineMask: LineMask | null;
  #state: SourceState;

  constructor(terms: SourceTerms, writer: LogWriter, mask: Mask, state: SourceState) {
    this.#terms = terms;
    this.#writer = writer;
    this.#mask = mask;
    this.#state = state;
    this.#lineMask = this.#maskNow();
  }

  get state(): SourceState {
    return this.#state;
  }

  /** Takes whole lines that come next. Throws where the disk takes no more; what is in the log by then is in the state. */
  take(lines: Buffer): void {
    try {
      const { bytes, taken } = this.#digest(lines);
      if (taken > 0) this.#write(bytes, taken, lines.subarray(0, taken));
      if (taken < lines.length) this.#leaveOut(lines.subarray(taken));
    } catch (error) {
      this.#lineMask = this.#maskNow();
      throw error;
    }
  }

  /** Says something about the output at the place where it is now. */
  note(message: string, change: Partial<SourceState> = {}): void {
    const state = { ...this.#state, ...change };
    this.#writer.note(this.#terms.id, state.timestamp, message, state);
    this.#state = state;
  }

  /** Goes over output that is left out. */
  skipTo(offset: number): void {
    this.#state = { ...this.#state, offset };
  }

  /**
   * Begins the tail at an offset, with a message if something is left out before it. `before` is output that is not shown, but in
   * which a secret may begin that goes on in the tail.
   */
  beginTail(offset: number, before: Buffer, message: string | null): void {
    this.#lineMask?.reset();
    this.#lineMask?.push(before);
    const masks = this.#lineMask?.memory() ?? freshMasks;
    const timestamp = lastTimestamp(before) ?? this.#state.timestamp;
    const change = { phase: 'tail', offset, masks, timestamp } as const;
    if (message === null) this.#state = { ...this.#state, ...change };
    else this.note(message, change);
  }

  /** Adds what the mask held back to the end. Throws as `take` does. */
  end(): void {
    try {
      const rest = this.#lineMask?.end() ?? nothing;
      if (rest.length > 0) this.#write(rest, 0, nothing);
    } catch (error) {
      this.#lineMask = this.#maskNow();
      throw error;
    }
  }

  #maskNow(): LineMask | null {
    return this.#mask.active ? new LineMask(this.#mask, this.#state) : null;
  }

  #room(): number {
    const { limit } = this.#terms;
    if (this.#state.phase !== 'head' || limit?.kind !== 'head-and-tail') return Number.POSITIVE_INFINITY;
    return limit.bytes - limit.tailBytes - this.#state.written;
  }

  #digest(lines: Buffer): Digested {
    const room = this.#room();
    if (this.#lineMask === null) {
      if (lines.length <= room) return { bytes: lines, taken: lines.length };
      const taken = room <= 0 ? 0 : lines.lastIndexOf(newline, room - 1) + 1;
      return { bytes: lines.subarray(0, taken), taken };
    }
    if (lines.length * mostGrowth + mostHeld <= room) {
      return { bytes: this.#lineMask.push(lines), taken: lines.length };
    }
    return digestEach(this.#lineMask, lines, room);
  }

  #write(bytes: Buffer, taken: number, lines: Buffer): void {
    const before = this.#state;
    const state = {
      ...before,
      offset: before.offset + taken,
      written: before.written + bytes.length,
      timestamp: lastTimestamp(lines) ?? before.timestamp,
      masks: this.#lineMask?.memory() ?? freshMasks,
    };
    this.#writer.write(this.#terms.id, bytes, state);
    this.#state = state;
  }

  #leaveOut(rest: Buffer): void {
    const { limit } = this.#terms;
    if (limit?.kind !== 'head-and-tail') return;
    const { offset } = this.#state;
    this.note(limitReached(limit), {
      phase: 'left-out',
      leftOutFrom: offset,
      offset: offset + rest.length,
      masks: freshMasks,
    });
    // The rest of what it holds back is left out.
    this.#lineMask?.reset();
  }
}

/** Line by line, to the first that has no room. */
function digestEach(mask: LineMask, lines: Buffer, room: number): Digested {
  const pieces: Buffer[] = [];
  let length = 0;
  let start = 0;
  while (start < lines.length) {
    const found = lines.indexOf(newline, start);
    const end = found === -1 ? lines.length : found + 1;
    const piece = mask.push(lines.subarray(start, end));
    if (length + piece.length > room) break;
    pieces.push(piece);
    length += piece.length;
    start = end;
  }
  return { bytes: Buffer.concat(pieces), taken: start };
}

function lastTimestamp(lines: Buffer): string | null {
  const start = lines.lastIndexOf(newline, -2) + 1;
  return parseLogLine(lines.subarray(start, lines.length - 1))?.timestamp ?? null;
}
