/** Does the work `count` times, `inFlight` of them at the same time; returns how many were done in a second. */
export async function ratePerSecond(
  work: (lane: number) => Promise<unknown>,
  count: number,
  inFlight: number,
  signal: AbortSignal,
): Promise<number> {
  let begun = 0;
  const lane = async (number: number) => {
    while (begun < count) {
      begun += 1;
      signal.throwIfAborted();
      await work(number);
    }
  };
  const from = performance.now();
  // All are waited for, also where one fails: what is taken down afterwards must not be in use.
  const ends = await Promise.allSettled(Array.from({ length: inFlight }, (_, number) => lane(number)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return (count * 1000) / (performance.now() - from);
}
