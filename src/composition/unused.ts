import { type Collector, openCollector } from '../deploy/unused/collector.ts';
import { type ImageRoom, openImageRoom } from '../deploy/unused/image-room.ts';
import type { WorkParts } from './work.ts';

export interface Unused {
  readonly collector: Collector;
  readonly images: ImageRoom;
}

/** Opens what looks after images and slugs; `stack` ends it. */
export function openUnused(
  { settings, state, machine, log }: WorkParts,
  stack: AsyncDisposableStack,
): Unused {
  const { store: images } = machine.images;
  const { keepMilliseconds } = settings.images;
  const collector = openCollector({
    store: state.store,
    images,
    slugs: machine.slugs,
    keepMilliseconds,
    log,
  });
  stack.defer(() => collector.close());
  return { collector, images: openImageRoom(images, settings.images, collector) };
}
