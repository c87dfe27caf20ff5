/** Work on one key at a time, in the order in which it was asked for. */
export interface Turns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function openTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return {
    take(key, work) {
      const turn = (last.get(key) ?? Promise.resolve()).then(work);
      const nothing = () => undefined;
      const over = turn.then(nothing, nothing);
      last.set(key, over);
      void over.then(() => {
        if (last.get(key) === over) last.delete(key);
      });
      return turn;
    },
  };
}
