import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { EventLog } from '../../../observe/event-log.ts';
import type { Mask } from '../../../secret/mask/masker.ts';
import { isDiskFault } from '../../../task/until-recorded.ts';
import { longestLine } from '../decode-log.ts';
import { Digest } from './digest.ts';
import { KeeperBrake, type KeeperProcess } from './keeper.ts';
import type { LogWriter } from './log-writer.ts';
import { leftOut, outputLost, restLost } from './notes.ts';
import { Pace, type PaceLimit } from './pace.ts';
import type { RawOutput } from './raw-output.ts';
import { type SourceState, type SourceTerms, sourceStart } from './source.ts';
import { bytesBeforeTail, findTail } from './tail.ts';

export interface PumpParts {
  readonly terms: SourceTerms;
  readonly raw: RawOutput;
  readonly writer: LogWriter;
  readonly keeper: KeeperProcess;
  readonly mask: Mask;
  readonly pace: PaceLimit | null;
  /** Raw output that may wait whatever happens; what is beyond is lost. */
  readonly mostBytes: number;
  readonly log: EventLog;
}

/** What one step takes into memory. */
const chunkBytes = 256 * 1024;
/** Steps that follow one another closer take more at once, which is cheaper for all who follow. */
const restMilliseconds = 2;
const fullDiskPauseMilliseconds = 1000;
/** Without a success, where it is not the disk that would have room again. */
const giveUpAfterMilliseconds = 60_000;

/** Brings what one container prints from its raw output into a log, as it comes. */
export class Pump {
  readonly #parts: PumpParts;
  readonly #digest: Digest;
  readonly #brake: KeeperBrake;
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #steppedAt = 0;
  #draining = false;
  #closed = false;

  constructor(parts: PumpParts) {
    this.#parts = parts;
    const { terms, writer } = parts;
    // A log has its limit for all who print into it one after the other, such as the attempts of a run.
    const state = writer.stateOf(terms.id) ?? { ...sourceStart, written: writer.length };
    this.#digest = new Digest(terms, writer, parts.mask, state);
    this.#brake = new KeeperBrake(parts.keeper, parts.mostBytes);
    this.#pace = new Pace(parts.pace, performance.now());
    if (writer.stateOf(terms.id) === null) writer.add(terms.id, state);
    this.#allow(parts.raw.size());
  }

  get state(): SourceState {
    return this.#digest.state;
  }

  /** To be called when the raw output may have grown. */
  wake(): void {
    if (this.#draining || this.#timer !== null || this.#immediate !== null) return;
    if (performance.now() - this.#steppedAt < restMilliseconds) this.#later(restMilliseconds);
    else this.#run();
  }

  /**
   * Resolves when all that is in the raw output is in the log, for which it waits while the disk is full and `patience` is not over.
   * To be called when the keeper is gone. False where the rest is left to the next server.
   */
  async drain(patience: AbortSignal): Promise<boolean> {
    this.#draining = true;
    this.#stopTimers();
    let succeededAt = performance.now();
    while (!this.#closed) {
      try {
        if (!this.#step(true)) return this.#finish();
        succeededAt = performance.now();
        await turn();
      } catch (error) {
        const mayPass = isDiskFault(error) || performance.now() - succeededAt < giveUpAfterMilliseconds;
        if (patience.aborted || !mayPass) return this.#giveUp(error) || !patience.aborted;
        this.#tell(error, 'the rest of an output waits to be written to its log');
        await this.#pause(patience);
      }
    }
    return false;
  }

  /** Says in the log that the rest of the output is not there, if it takes so much; whether it did. */
  noteLoss(): boolean {
    try {
      this.#digest.note(restLost);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes no more. */
  close(): void {
    this.#closed = true;
    this.#stopTimers();
    this.#brake.release();
  }

  #stopTimers(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
  }

  #later(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#run();
    }, milliseconds);
  }

  #run(): void {
    if (this.#draining || this.#closed) return;
    try {
      if (this.#step(false)) this.#again();
    } catch (error) {
      this.#tell(error, 'output could not be written to its log');
      this.#later(fullDiskPauseMilliseconds);
    }
    this.#steppedAt = performance.now();
  }

  #tell(error: unknown, message: string): void {
    const { log, terms } = this.#parts;
    log.error({ container: terms.id, log: terms.logPath, error }, message);
  }

  #giveUp(error: unknown): boolean {
    this.#tell(error, 'the rest of an output is not in its log');
    return this.noteLoss();
  }

  async #pause(patience: AbortSignal): Promise<void> {
    const options = { ref: false, signal: patience };
    await delay(fullDiskPauseMilliseconds, undefined, options).catch(() => undefined);
  }

  /** More is there: at once, or when the pace allows it. */
  #again(): void {
    const wait = this.#pace.waitFor(longestLine);
    if (wait > 0) this.#later(Math.ceil(wait));
    else this.#soon();
  }

  #soon(): void {
    this.#immediate = setImmediate(() => {
      this.#immediate = null;
      this.#run();
    });
  }

  /** Takes a piece of what is there; true where more is. With `final`, nothing more will come and nobody waits. */
  #step(final: boolean): boolean {
    const { raw } = this.#parts;
    const size = raw.size();
    const unread = size - this.state.offset;
    this.#brake.apply(unread);
    const allowed = final ? chunkBytes : Math.min(chunkBytes, this.#pace.allowance(performance.now()));
    if (unread > 0 && allowed < Math.min(unread, longestLine)) return true;
    const before = this.state.offset;
    if (unread > 0) this.#take(Math.min(unread, allowed), size, final);
    const taken = this.state.offset - before;
    this.#pace.take(taken);
    raw.free(this.#neededFrom(size));
    this.#allow(size);
    this.#brake.apply(size - this.state.offset);
    return this.state.offset < size && taken > 0;
  }

  /** Room for more, unless a part is missing where the output ends now: that is said first. */
  #allow(size: number): void {
    if (this.state.offset >= size || !this.#brake.isFull(size)) this.#brake.allow(this.state.offset);
  }

  #take(length: number, size: number, final: boolean): void {
    const { offset, phase } = this.state;
    if (phase === 'left-out') this.#digest.skipTo(offset + length);
    else this.#digestChunk(this.#parts.raw.read(offset, length), offset + length === size, final);
    const isCut = this.state.phase !== 'left-out' && this.state.offset === size;
    if (isCut && this.#brake.isFull(size)) this.#digest.note(outputLost);
  }

  #digestChunk(chunk: Buffer, isLast: boolean, final: boolean): void {
    const whole = chunk.lastIndexOf('\n') + 1;
    if (whole > 0) this.#digest.take(chunk.subarray(0, whole));
    if (this.state.phase === 'left-out') return;
    // The beginning of a line whose rest comes later, unless none comes.
    const rest = chunk.subarray(whole);
    const isOver = isLast && (final || this.#brake.isFull(this.state.offset + rest.length));
    if (rest.length > 0 && (isOver || rest.length >= longestLine)) this.#digest.take(rest);
  }

  /** The raw output from here on may still be read, if not by this server then by the next. */
  #neededFrom(size: number): number {
    const { limit } = this.#parts.terms;
    if (this.state.phase !== 'left-out' || limit?.kind !== 'head-and-tail') return this.state.offset;
    return Math.max(0, Math.min(size, this.state.offset) - limit.tailBytes - bytesBeforeTail);
  }

  #finish(): true {
    if (this.state.phase === 'left-out') {
      this.#startTail();
      while (this.#step(true));
    }
    this.#digest.end();
    this.close();
    return true;
  }

  #startTail(): void {
    const { raw, terms } = this.#parts;
    const { leftOutFrom } = this.state;
    const tailBytes = terms.limit?.kind === 'head-and-tail' ? terms.limit.tailBytes : 0;
    const tail = findTail(raw, leftOutFrom, tailBytes);
    const message = tail.offset === leftOutFrom ? null : leftOut(tail.offset - leftOutFrom);
    this.#digest.beginTail(tail.offset, tail.before, message);
  }
}
