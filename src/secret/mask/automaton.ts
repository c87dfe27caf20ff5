/**
 * The patterns of a mask as an Aho-Corasick automaton over bytes ("Efficient string matching", CACM 18, 1975): each
 * byte of a text is looked at once, however many patterns there are.
 *
 * States are numbered in the order in which patterns are laid down, so that the state after `s` on its own pattern is
 * `s + 1`: ten bytes a state, where a table of all transitions would take a thousand. Branches are kept beside them.
 */
export interface Automaton {
  /** The state after `byte`. State 0 is the start. */
  next(state: number, byte: number): number;
  /** How many of the last bytes may be the beginning of a match. */
  depth(state: number): number;
  /** Length of the longest pattern that ends here; 0 for none. */
  matched(state: number): number;
  /** Bytes that lead out of state 0 have a 1. */
  readonly starts: Uint8Array;
  /** How many states there are. */
  readonly size: number;
}

const goesOn = 1;
const branches = 2;
const matches = 4;
const byteValues = 256;

export function buildAutomaton(patterns: readonly Uint8Array[]): Automaton {
  return new PackedAutomaton(patterns);
}

class PackedAutomaton implements Automaton {
  readonly starts = new Uint8Array(byteValues);
  readonly #first = new Int32Array(byteValues);
  readonly #flags: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #fail: Int32Array;
  readonly #depth: Int32Array;
  /** `state * 256 + byte` → the state that branches off. */
  readonly #branches = new Map<number, number>();
  readonly #matched = new Map<number, number>();
  #size = 1;

  constructor(patterns: readonly Uint8Array[]) {
    const most = 1 + patterns.reduce((sum, { length }) => sum + length, 0);
    this.#flags = new Uint8Array(most + 1);
    this.#bytes = new Uint8Array(most + 1);
    this.#fail = new Int32Array(most + 1);
    this.#depth = new Int32Array(most + 1);
    for (const pattern of patterns) this.#lay(pattern);
    this.#linkFailures();
  }

  get size(): number {
    return this.#size;
  }

  next(from: number, byte: number): number {
    let state = from;
    while (state !== 0) {
      const child = this.#child(state, byte);
      if (child !== 0) return child;
      state = this.#fail[state] ?? 0;
    }
    return this.#first[byte] ?? 0;
  }

  depth(state: number): number {
    return this.#depth[state] ?? 0;
  }

  matched(state: number): number {
    return ((this.#flags[state] ?? 0) & matches) === 0 ? 0 : (this.#matched.get(state) ?? 0);
  }

  #child(state: number, byte: number): number {
    const flags = this.#flags[state] ?? 0;
    if ((flags & goesOn) !== 0 && this.#bytes[state + 1] === byte) return state + 1;
    return (flags & branches) === 0 ? 0 : (this.#branches.get(state * byteValues + byte) ?? 0);
  }

  #lay(pattern: Uint8Array): void {
    let state = 0;
    for (const byte of pattern) {
      const known = state === 0 ? (this.#first[byte] ?? 0) : this.#child(state, byte);
      state = known === 0 ? this.#add(state, byte) : known;
    }
    this.#match(state, pattern.length);
  }

  #add(parent: number, byte: number): number {
    const state = this.#size++;
    this.#bytes[state] = byte;
    this.#depth[state] = this.depth(parent) + 1;
    if (parent === 0) {
      this.#first[byte] = state;
      this.starts[byte] = 1;
    } else if (parent === state - 1) {
      this.#flag(parent, goesOn);
    } else {
      this.#flag(parent, branches);
      this.#branches.set(parent * byteValues + byte, state);
    }
    return state;
  }

  #flag(state: number, flag: number): void {
    this.#flags[state] = (this.#flags[state] ?? 0) | flag;
  }

  #match(state: number, length: number): void {
    if (length <= (this.#matched.get(state) ?? 0)) return;
    this.#matched.set(state, length);
    this.#flag(state, matches);
  }

  /** By depth, so that the shorter state that a failure leads to is linked already. */
  #linkFailures(): void {
    const parents = this.#parents();
    for (const state of this.#byDepth()) {
      const parent = parents[state] ?? 0;
      const failure = parent === 0 ? 0 : this.next(this.#fail[parent] ?? 0, this.#bytes[state] ?? 0);
      this.#fail[state] = failure;
      this.#match(state, this.matched(failure));
      // A state with nothing after it goes on from its failure.
      if (((this.#flags[state] ?? 0) & (goesOn | branches)) === 0) this.#depth[state] = this.depth(failure);
    }
  }

  /** All states but the start, shallow ones first (a counting sort). */
  #byDepth(): Int32Array {
    const depths = this.#depth.subarray(1, this.#size);
    const places = new Int32Array(depths.reduce((most, depth) => Math.max(most, depth), 0) + 2);
    for (const depth of depths) places[depth + 1] = (places[depth + 1] ?? 0) + 1;
    for (let depth = 1; depth < places.length; depth++) {
      places[depth] = (places[depth] ?? 0) + (places[depth - 1] ?? 0);
    }
    const sorted = new Int32Array(depths.length);
    depths.forEach((depth, index) => {
      const place = places[depth] ?? 0;
      sorted[place] = index + 1;
      places[depth] = place + 1;
    });
    return sorted;
  }

  #parents(): Int32Array {
    const parents = new Int32Array(this.#size);
    for (let state = 1; state < this.#size; state++) {
      if (((this.#flags[state] ?? 0) & goesOn) !== 0) parents[state + 1] = state;
    }
    for (const [key, state] of this.#branches) parents[state] = Math.floor(key / byteValues);
    return parents;
  }
}
