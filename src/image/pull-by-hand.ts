import { ErrandError } from '../errors/errand-error.ts';
import { parseType } from './image.ts';
import type { ImageStore, PulledImage } from './oci/image-store.ts';
import { defaultReference } from './oci-image.ts';
import { dockerHub, noReference, parseReference } from './reference.ts';

export interface PullOrder {
  /** A type such as `python:3.13`, or the reference of an image. */
  readonly image: string;
  /** Asks the registry what the tag stands for now. */
  readonly update: boolean;
}

export interface PullSettings {
  readonly types: Readonly<Record<string, string>>;
  readonly registry: string | null;
}

/** The reference that a type or a reference stands for. Error: `usage`. */
export function referenceFor(text: string, { types, registry }: PullSettings): string {
  const type = parseType(text);
  const named = types[text] ?? types[type.name];
  const reference = named ?? defaultReference(type.name, type.version, registry ?? dockerHub) ?? text;
  if (parseReference(reference) !== null) return reference;
  if (named === undefined) throw noReference(text);
  throw new ErrandError('usage', `'${text}' is no image of a registry: the settings name ${named} for it`);
}

/** Fetches an image before anything needs it, or its newest version. Errors: `usage`, `image_pull_failed`. */
export function pullByHand(
  store: ImageStore,
  settings: PullSettings,
  order: PullOrder,
): Promise<PulledImage> {
  return store.pull(referenceFor(order.image, settings), { update: order.update });
}
