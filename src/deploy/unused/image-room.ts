import type { ImageStore, PulledImage } from '../../image/oci/image-store.ts';
import { type PullOrder, type PullSettings, pullByHand } from '../../image/pull-by-hand.ts';
import type { Collector, Holdings } from './collector.ts';

/** What administrators do about images. */
export interface ImageRoom {
  list(): Promise<Holdings>;
  /** Null while it is still being fetched; to ask again waits for the same. Errors: `usage`, `image_pull_failed`. */
  pull(order: PullOrder): Promise<PulledImage | null>;
  /** Removes what nobody uses and was not used for the time; null for that of the settings. */
  prune(keepMilliseconds: number | null): Promise<Holdings>;
}

/** Shorter than clients wait for an answer. */
const answerWithinMilliseconds = 20_000;

export function openImageRoom(store: ImageStore, settings: PullSettings, collector: Collector): ImageRoom {
  return {
    list: () => collector.list(),
    async pull(order) {
      const pull = pullByHand(store, settings, order);
      // Who asks again hears of a failure; here it must not end the server.
      pull.catch(() => undefined);
      const { promise, resolve } = Promise.withResolvers<null>();
      const timer = setTimeout(() => resolve(null), answerWithinMilliseconds);
      return Promise.race([pull, promise]).finally(() => clearTimeout(timer));
    },
    prune: (keepMilliseconds) => collector.prune(keepMilliseconds ?? undefined),
  };
}
