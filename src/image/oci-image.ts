import type { Image, ImageRequest, ImageSource } from './image.ts';
import type { ImageStore, PulledImage } from './oci/image-store.ts';
import type { RegistryReach } from './oci/registry-reach.ts';
import { dockerHub, formatReference, parseReference } from './reference.ts';
import { runtimes } from './runtimes.ts';

/** Of a container, not of an image: set for each by what runs in it. */
const ownVariables = new Set(['PATH', 'HOME', 'USER', 'HOSTNAME', 'LANG']);

/** An image as a workload's root. Its digest is part of the reference, which is what a slug's name is made from. */
export function asImage({ reference, digest, rootfs, config }: PulledImage): Image {
  const environment = Object.entries(config.env).filter(([name]) => !ownVariables.has(name));
  const pathPrefix = (config.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return {
    reference: `${reference}@${digest}`,
    rootfs,
    pathPrefix,
    environment: Object.fromEntries(environment),
    warning: null,
  };
}

/** The digest in the reference of an image that `asImage` made; null for one of another kind. */
export function digestIn(reference: string): string | null {
  return /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1] ?? null;
}

/** `python:3.13` on Docker Hub, or under the operator's mirror of it; one that names its registry stays there. */
export function defaultReference(name: string, version: string, registry: string): string | null {
  const image = runtimes[name]?.image(version);
  const reference = image === undefined ? null : parseReference(image);
  if (reference === null) return null;
  const full = formatReference(reference);
  return reference.registry === dockerHub ? full.replace(/^docker\.io/, registry) : full;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Pulls an image unless it is there. Null where that fails, with the reason in `tried`. */
export async function pullFor(
  store: ImageStore,
  reach: RegistryReach,
  reference: string,
  { tried, log, signal }: Omit<ImageRequest, 'type'>,
): Promise<Image | null> {
  try {
    const found = await store.find(reference);
    if (found !== null) return asImage(found);
    const registry = parseReference(reference)?.registry ?? '';
    if (!(await reach.inReach(registry))) {
      tried.push(`image ${reference}: ${registry} is not in reach`);
      return null;
    }
    return asImage(await store.pull(reference, { log, signal }));
  } catch (error) {
    signal?.throwIfAborted();
    tried.push(`image ${reference}: ${messageOf(error)}`);
    return null;
  }
}

/** The images that are usual for each type, from `registry`: Docker Hub or a mirror of it. */
export function registryImages(store: ImageStore, reach: RegistryReach, registry: string): ImageSource {
  return {
    async resolve(request) {
      const { name, version } = request.type;
      const reference = defaultReference(name, version, registry);
      return reference === null ? null : pullFor(store, reach, reference, request);
    },
    async others({ name }) {
      // Of the pinned images those that are what some version of the type would be.
      const pattern = defaultReference(name, '0version0', registry);
      if (pattern === null) return [];
      const [before = '', after = ''] = pattern.split('0version0');
      const pinned = Object.entries(store.pins.all()).flatMap(([reference, digest]) => {
        const version = reference.slice(before.length, reference.length - after.length);
        const fits = reference.startsWith(before) && reference.endsWith(after) && /^\d[\d.]*$/.test(version);
        return fits ? [{ version, digest }] : [];
      });
      return pinned.map(({ version, digest }) => ({
        version,
        async open() {
          const found = await store.findByDigest(digest);
          return found === null ? null : asImage(found);
        },
      }));
    },
  };
}
