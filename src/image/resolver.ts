import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { hostSystem, makeHostBase } from './host-base.ts';
import { type HostBase, hostRuntimes } from './host-runtime.ts';
import { type Image, type ImageRequest, type ImageSource, parseType, type RuntimeType } from './image.ts';
import type { ImageSettings } from './image-settings.ts';
import { type NamedImages, namedImages } from './named-image.ts';
import { nearest } from './nearest.ts';
import { npmNode } from './npm-node.ts';
import { type ImageStore, openImageStore } from './oci/image-store.ts';
import { openRegistryReach, type RegistryReach } from './oci/registry-reach.ts';
import { asImage, digestIn, pullFor, registryImages } from './oci-image.ts';
import { notProvided } from './runtimes.ts';
import { joinImages, runtimesIn } from './several-runtimes.ts';
import { unavailable } from './unavailable.ts';

export interface ResolveOptions {
  /** Hears what takes its time, and what is not as asked for. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface ImageResolver {
  /** The image that a build of a `type` such as `nodejs:24` begins with. Error: `image_unavailable`, with what was tried and how to mend it. */
  resolve(type: string, options?: ResolveOptions): Promise<Image>;
  /**
   * One image with several runtimes, as far as they can be had together: `missing` are those that are not in it. A `type` that the
   * operator named an image for is that image. Error: `image_unavailable`, where the first runtime is not to be had.
   */
  resolveTogether(type: string, runtimes: readonly string[], options?: ResolveOptions): Promise<Together>;
  /**
   * The image that a build was made with, by its reference: whatever its runtimes would be today, a slug runs on what it was
   * built on.
   */
  resolveBuilt(runtimes: readonly string[], reference: string | undefined): Promise<Image>;
  /** An image by its reference, for what is no type of a workload. Null where it cannot be had, with the reason in `tried`. */
  fetch(reference: string, request: Omit<ImageRequest, 'type'>): Promise<Image | null>;
  /** Root of containers whose programs are the machine's own. */
  readonly base: HostBase;
  readonly store: ImageStore;
}

export interface Together {
  readonly image: Image;
  readonly missing: readonly string[];
}

export interface ResolverSettings extends ImageSettings {
  /** What was fetched, kept for good. */
  readonly directory: string;
  /** For root folders made anew at every start. */
  readonly runtimeDirectory: string;
  /** The certificate authority that programs inside trust, besides the machine's. */
  readonly authorityPem: string;
}

interface Parts {
  readonly base: HostBase;
  readonly reach: RegistryReach;
  readonly registry: ImageSettings['registry'];
  readonly store: ImageStore;
  readonly named: NamedImages;
  /** In the order in which they are asked. */
  readonly sources: readonly ImageSource[];
  /** Of these, those that take the machine's own programs. */
  readonly machine: readonly ImageSource[];
  readonly fallback: ImageSettings['fallback'];
}

async function firstOf(sources: readonly ImageSource[], request: ImageRequest): Promise<Image | null> {
  for (const source of sources) {
    const image = await source.resolve(request);
    if (image !== null) return image;
  }
  return null;
}

async function nearestOf({ sources }: Parts, type: RuntimeType): Promise<Image | null> {
  const others = await Promise.all(sources.map((source) => source.others(type)));
  const found = nearest(type.version, others.flat());
  const image = (await found?.open()) ?? null;
  if (image === null) return null;
  const asked = `${type.name}:${type.version}`;
  const warning = `${asked} is not to be had; ${image.reference} takes its place (images.fallback: nearest)`;
  return { ...image, warning };
}

async function resolve(parts: Parts, text: string, { log, signal }: ResolveOptions): Promise<Image> {
  const type = parseType(text);
  const request: ImageRequest = { type, tried: [], log, signal };
  if (parts.named.isNamed(type)) {
    const image = await parts.named.resolve(request);
    if (image !== null) return image;
    throw unavailable(type, request.tried);
  }
  const why = notProvided[type.name];
  if (why !== undefined) throw unavailable(type, [`${type.name}: ${why}`]);
  const image = await firstOf(parts.sources, request);
  if (image !== null) return image;
  const other = parts.fallback === 'nearest' ? await nearestOf(parts, type) : null;
  if (other !== null) return other;
  throw unavailable(type, request.tried);
}

const quietly = (text: string): ImageRequest => ({
  type: parseType(text),
  tried: [],
  log: undefined,
  signal: undefined,
});

/** Of the machine's own programs, or null. */
async function ofMachine(parts: Parts, text: string, options: ResolveOptions): Promise<Image | null> {
  const request = { ...quietly(text), ...options };
  if (parts.named.isNamed(request.type)) return null;
  const found = await firstOf(parts.machine, request);
  if (found !== null || parts.fallback === 'none') return found;
  return nearestOf({ ...parts, sources: parts.machine }, request.type);
}

/** Runtimes that share one image are the machine's own, where it has them all; otherwise the first one counts. */
async function together(
  parts: Parts,
  runtimes: readonly string[],
  options: ResolveOptions,
): Promise<Together> {
  const [first = '', ...others] = runtimes;
  if (others.length === 0) return { image: await resolve(parts, first, options), missing: [] };
  const found: (Image | null)[] = [];
  for (const runtime of others) found.push(await ofMachine(parts, runtime, options));
  const own = found.includes(null) ? null : await firstOf(parts.machine, { ...quietly(first), ...options });
  const { image, left } = joinImages(parts.base, own ?? (await resolve(parts, first, options)), found);
  return { image, missing: left.flatMap((index) => others[index] ?? []) };
}

async function resolveBuilt(parts: Parts, runtimes: readonly string[], reference: string): Promise<Image> {
  const digest = digestIn(reference);
  if (digest !== null) {
    const found = await parts.store.findByDigest(digest);
    if (found !== null) return asImage(found);
    if (!reference.startsWith('/')) {
      const [name = ''] = reference.split('@');
      return asImage(await parts.store.pull(`${name.replace(/:[^:/]*$/, '')}@${digest}`));
    }
  }
  const exact = runtimesIn(reference);
  for (const [first, ...others] of [exact, runtimes]) {
    const image = first === undefined ? null : await firstOfMachine(parts, first);
    if (image === null) continue;
    const found = await Promise.all(others.map((runtime) => firstOfMachine(parts, runtime)));
    const { image: whole, left } = joinImages(parts.base, image, found);
    if (left.length === 0) return whole;
  }
  return (await together(parts, runtimes, {})).image;
}

async function firstOfMachine(parts: Parts, text: string): Promise<Image | null> {
  const request = quietly(text);
  return parts.named.isNamed(request.type) ? null : firstOf(parts.machine, request);
}

async function openParts(settings: ResolverSettings): Promise<Parts> {
  const { directory, runtimeDirectory, authorityPem, access, registry, prefer, types, fallback } = settings;
  const root = await makeHostBase(runtimeDirectory, authorityPem);
  const base = { root, system: await hostSystem() };
  const store = await openImageStore({
    directory: join(directory, 'oci'),
    runtimeDirectory,
    authorityPem,
    access,
  });
  const hasTls = (host: string) => access.registries[host]?.tls !== false;
  const reach = await openRegistryReach(join(directory, 'out-of-reach.json'), hasTls);
  const machine = [npmNode(base, directory), hostRuntimes(base)];
  const oci = registry === null ? [] : [registryImages(store, reach, registry)];
  const sources = prefer === 'registry' ? [...oci, ...machine] : [...machine, ...oci];
  const named = namedImages(store, reach, types);
  return { base, store, reach, registry, named, sources, machine, fallback };
}

async function fetch(
  { store, reach, registry }: Parts,
  reference: string,
  request: Omit<ImageRequest, 'type'>,
): Promise<Image | null> {
  if (registry === null) {
    request.tried.push(`image ${reference}: no registry is asked (images.registry: none)`);
    return null;
  }
  return pullFor(store, reach, reference.replace(/^docker\.io(?=\/)/, registry), request);
}

function warned(image: Image, { log }: ResolveOptions): Image {
  if (image.warning !== null) log?.(`Warning: ${image.warning}`);
  return image;
}

/** A build's image stays the same while the server runs; that of a type may be another at the next push. */
export async function openImageResolver(settings: ResolverSettings): Promise<ImageResolver> {
  const parts = await openParts(settings);
  const built = new Map<string, Promise<Image>>();
  return {
    store: parts.store,
    base: parts.base,
    fetch: (reference, request) => fetch(parts, reference, request),
    resolve: async (type, options = {}) => warned(await resolve(parts, type, options), options),
    async resolveTogether(type, runtimes, options = {}) {
      const one = runtimes.length === 0 || parts.named.isNamed(parseType(type));
      const found = await together(parts, one ? [type] : runtimes, options);
      warned(found.image, options);
      return found;
    },
    async resolveBuilt(runtimes, reference) {
      const text = runtimes.join(', ');
      if (reference === undefined)
        throw new ErrandError('internal', `a workload of type ${text} has no build`);
      const key = `${text} ${reference}`;
      const found = built.get(key) ?? resolveBuilt(parts, runtimes, reference);
      built.set(key, found);
      found.catch(() => built.delete(key));
      return found;
    },
  };
}
