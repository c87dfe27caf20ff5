import type { Secret } from '../secret.ts';
import { buildAutomaton } from './automaton.ts';
import { spellingsOf } from './spellings.ts';
import { StreamMasker } from './stream-masker.ts';

/** Masks one stream: each of a program's standard output and standard error has its own. */
export interface Masker {
  /**
   * What can be shown now. Held back are only last bytes that may be the beginning of a secret; they come with the
   * next piece or the end. The same text gives the same result, however it is cut into pieces.
   */
  push(piece: Uint8Array): Uint8Array;
  /** What was held back. The masker can then begin a new text. */
  end(): Uint8Array;
  /** What another masker of the same values needs to go on from here; null where nothing is held back. Holds secrets. */
  memory(): MaskMemory | null;
}

/** Where a masker is in its text; survives JSON. */
export interface MaskMemory {
  /** Of how many states: another number tells that the values are others. */
  readonly states: number;
  readonly state: number;
  /** In base64. */
  readonly held: string;
  /** Matches that are held back, counted from the first held byte. */
  readonly masks: readonly { readonly start: number; readonly end: number }[];
}

/** The secrets of a container, made ready to be looked for. Shared by its streams. */
export interface Mask {
  /** False where nothing is to be looked for. */
  readonly active: boolean;
  open(memory?: MaskMemory | null): Masker;
  /** The text with `[secret]` in place of each secret. */
  text(text: string): string;
}

const nothing = new Uint8Array(0);
const transparent: Masker = { push: (piece) => piece, end: () => nothing, memory: () => null };
const noMask: Mask = { active: false, open: () => transparent, text: (text) => text };

/** Prepares a mask; takes time and memory in proportion to the length of the values. */
export function createMask(values: readonly Secret[]): Mask {
  const spellings = new Set(values.flatMap((value) => spellingsOf(value.reveal())));
  if (spellings.size === 0) return noMask;
  const automaton = buildAutomaton([...spellings].map((spelling) => Buffer.from(spelling)));
  const open = (memory: MaskMemory | null = null) => new StreamMasker(automaton, memory);
  return {
    active: true,
    open,
    text(text) {
      const masker = open();
      return Buffer.concat([masker.push(Buffer.from(text)), masker.end()]).toString();
    },
  };
}

/** A masker for one stream of a container with these secrets. */
export function createMasker(values: readonly Secret[]): Masker {
  return createMask(values).open();
}
