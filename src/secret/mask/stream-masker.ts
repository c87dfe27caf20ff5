import { redacted } from '../secret.ts';
import type { Automaton } from './automaton.ts';
import type { Masker, MaskMemory } from './masker.ts';

/** Positions count the bytes of the text from its start; `end` is the first byte after. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const replacement = Buffer.from(redacted);
const nothing = new Uint8Array(0);

/** Shows what can be no part of a secret any more, and holds the rest: never more than the longest secret. */
export class StreamMasker implements Masker {
  readonly #automaton: Automaton;
  #state = 0;
  /** The text from `#shown` to `#read`. */
  #held: Uint8Array = nothing;
  /** Everything before it was given out, as text or as a mask. */
  #shown = 0;
  #read = 0;
  /** Matches not given out yet, apart from each other and in order. */
  #masks: Span[] = [];

  constructor(automaton: Automaton, memory: MaskMemory | null) {
    this.#automaton = automaton;
    if (memory !== null) this.#restore(memory);
  }

  memory(): MaskMemory | null {
    if (this.#state === 0 && this.#held.length === 0) return null;
    const masks = this.#masks.map(({ start, end }) => ({
      start: start - this.#shown,
      end: end - this.#shown,
    }));
    const held = Buffer.from(this.#held).toString('base64');
    return { states: this.#automaton.size, state: this.#state, held, masks };
  }

  push(piece: Uint8Array): Uint8Array {
    if (piece.length === 0) return nothing;
    this.#scan(piece);
    const text = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    this.#read += piece.length;
    return this.#show(text, this.#read - this.#automaton.depth(this.#state));
  }

  end(): Uint8Array {
    const rest = this.#show(this.#held, this.#read);
    this.#state = 0;
    this.#shown = 0;
    this.#read = 0;
    return rest;
  }

  #restore({ states, state, held, masks }: MaskMemory): void {
    const bytes = Buffer.from(held, 'base64');
    // Of other values the state means nothing; what is held back may still begin one of them.
    if (states !== this.#automaton.size) {
      this.#scan(bytes);
    } else {
      this.#state = state;
      this.#masks = [...masks];
    }
    this.#held = bytes;
    this.#read = bytes.length;
  }

  #scan(piece: Uint8Array): void {
    const automaton = this.#automaton;
    const { starts } = automaton;
    const length = piece.length;
    let state = this.#state;
    for (let index = 0; index < length; index++) {
      const byte = piece[index] ?? 0;
      if (state === 0 && starts[byte] === 0) continue;
      state = automaton.next(state, byte);
      const matched = automaton.matched(state);
      if (matched === 0) continue;
      const end = this.#read + index + 1;
      this.#mask(end - matched, end);
    }
    this.#state = state;
  }

  /** Matches that overlap become one mask; it may have been given out already, as far as it was known. */
  #mask(from: number, end: number): void {
    let start = from;
    for (let last = this.#masks.at(-1); last !== undefined && last.end > start; last = this.#masks.at(-1)) {
      start = Math.min(start, last.start);
      this.#masks.pop();
    }
    if (start < this.#shown) this.#shown = end;
    else this.#masks.push({ start, end });
  }

  /** Gives out what comes before `settled`, where no later match can begin. */
  #show(text: Uint8Array, settled: number): Uint8Array {
    const origin = this.#read - text.length;
    const pieces: Uint8Array[] = [];
    const plain = (end: number) => {
      if (end > this.#shown) pieces.push(text.subarray(this.#shown - origin, end - origin));
      this.#shown = Math.max(this.#shown, end);
    };
    for (let mask = this.#masks[0]; mask !== undefined && mask.start < settled; mask = this.#masks[0]) {
      plain(mask.start);
      pieces.push(replacement);
      this.#shown = mask.end;
      this.#masks.shift();
    }
    plain(settled);
    // A copy: the caller may use the memory of its piece again.
    this.#held = this.#shown < this.#read ? Uint8Array.from(text.subarray(this.#shown - origin)) : nothing;
    return pieces.length === 1 ? (pieces[0] ?? nothing) : Buffer.concat(pieces);
  }
}
