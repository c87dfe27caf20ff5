import { openPlainFollower, type PlainFollower } from './plain-follower.ts';

/** Followers whose bytes are read as they come, spread evenly over all of them. */
const watchedAtMost = 100;

/** Many who follow the same log. */
export interface Crowd extends Disposable {
  /** Milliseconds from the write to the bytes here, of every line at every follower that is watched; resolves when the log has ended. */
  delays(): Promise<readonly number[]>;
  /** Has every follower read to the end. Throws where one of them misses a line. */
  requireAll(lines: number): Promise<void>;
}

export interface Followed {
  readonly url: string;
  readonly path: string;
  readonly token: string;
}

/** Resolves when all of them are there. */
export async function openCrowd({ url, path, token }: Followed, count: number): Promise<Crowd> {
  const everyNth = Math.ceil(count / watchedAtMost);
  using stack = new DisposableStack();
  const watched: PlainFollower[] = [];
  const others: PlainFollower[] = [];
  for (let place = 0; place < count; place++) {
    const isWatched = place % everyNth === 0;
    const follower = await openPlainFollower(url, path, token, isWatched);
    (isWatched ? watched : others).push(stack.use(follower));
  }
  const ended = (some: readonly PlainFollower[]) => Promise.all(some.map((follower) => follower.end()));
  const owned = stack.move();
  return {
    async delays() {
      return (await ended(watched)).flat();
    },
    async requireAll(lines) {
      for (const { length } of await ended([...watched, ...others])) {
        if (length !== lines) throw new Error(`a follower got ${length} of ${lines} lines`);
      }
    },
    [Symbol.dispose]: () => owned.dispose(),
  };
}
