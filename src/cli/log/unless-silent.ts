/** What comes, until nothing has come for so long: then it throws. */
export async function* unlessSilent(
  body: AsyncIterable<Uint8Array>,
  milliseconds: number,
): AsyncGenerator<Uint8Array> {
  const reading = body[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await within(reading.next(), milliseconds);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: a read that is under way may never end.
    void reading.return?.().catch(() => undefined);
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`nothing was heard for ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
