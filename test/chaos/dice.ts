/** Chances that a seed replays. */
export interface Dice {
  /** From 0 on, below `limit`; a whole number. */
  below(limit: number): number;
  /** Between two numbers. */
  between(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
}

/** mulberry32, by Tommy Ettinger: 32 bits of state, enough to be unlike from seed to seed. */
export function openDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    between: (least, most) => least + next() * (most - least),
    pick(choices) {
      const chosen = choices[below(choices.length)];
      if (chosen === undefined) throw new Error('there is nothing to choose from');
      return chosen;
    },
  };
}
