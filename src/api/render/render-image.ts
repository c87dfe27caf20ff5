import type { HeldImage, HeldSlug, Holdings } from '../../deploy/unused/collector.ts';
import type { PulledImage } from '../../image/oci/image-store.ts';
import { renderInstant } from './instant.ts';

function renderImage({ reference, digest, bytes, pulledAt, usedAt, pinned, inUse }: HeldImage) {
  return {
    reference,
    digest,
    bytes,
    pulled_at: renderInstant(pulledAt),
    used_at: renderInstant(usedAt),
    pinned,
    in_use: inUse,
  };
}

function renderSlug({ slug, bytes, usedAt, inUse }: HeldSlug) {
  return { slug, bytes, used_at: renderInstant(usedAt), in_use: inUse };
}

export function renderHoldings({ images, slugs }: Holdings) {
  return { images: images.map(renderImage), slugs: slugs.map(renderSlug) };
}

export function renderPull(image: PulledImage | null) {
  if (image === null) return { state: 'in_progress', reference: null, digest: null };
  return { state: 'complete', reference: image.reference, digest: image.digest };
}
