const first = 0x40000000;
const size = 0x10000;
const count = 0x4000;

/** Ranges of user ids on the machine, each for one container at a time: a way out of one is no way into the next. */
export interface UidRanges {
  take(): number;
  /** Marks a range as taken by a container that was there before. */
  keep(firstUid: number): void;
  release(firstUid: number): void;
}

export function openUidRanges(): UidRanges {
  const taken = new Set<number>();
  let next = 0;
  return {
    take() {
      for (let tried = 0; tried < count; tried++) {
        const firstUid = first + (next++ % count) * size;
        if (taken.has(firstUid)) continue;
        taken.add(firstUid);
        return firstUid;
      }
      throw new Error(`all ${count} ranges of user ids are in use`);
    },
    keep: (firstUid) => taken.add(firstUid),
    release: (firstUid) => taken.delete(firstUid),
  };
}
