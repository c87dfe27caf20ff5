const numbersOf = (version: string): readonly number[] => (version.match(/\d+/g) ?? []).map(Number);

/** How far a version is from the one asked for: the first number counts most. */
function distance(asked: string, version: string): readonly number[] {
  const wanted = numbersOf(asked);
  const found = numbersOf(version);
  return wanted.map((number, index) => Math.abs(number - (found[index] ?? 0)));
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, number] of one.entries()) {
    const difference = number - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Of two that are as far away, the newer: programs run on a newer runtime more often than on an older. */
const newerFirst = (one: string, other: string) => compare(numbersOf(other), numbersOf(one));

/** The one whose version is nearest to what was asked for; null where there is none. */
export function nearest<Candidate extends { readonly version: string }>(
  asked: string,
  candidates: readonly Candidate[],
): Candidate | null {
  const sorted = candidates.toSorted(
    (one, other) =>
      compare(distance(asked, one.version), distance(asked, other.version)) ||
      newerFirst(one.version, other.version),
  );
  return sorted[0] ?? null;
}
