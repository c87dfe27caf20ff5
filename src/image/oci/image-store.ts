import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootFilesystem } from '../../container/container-spec.ts';
import { formatReference, noReference, parseReference, type Reference } from '../reference.ts';
import { etcName, makeEtc } from '../root/etc.ts';
import { rootFromTree } from '../root/skeleton.ts';
import { chainIds } from './chain.ts';
import { type ImageRecord, type ImageRecords, openImageRecords } from './image-record.ts';
import { unpackArchive, unpackLayers } from './layer-trees.ts';
import { emptyConfig, type ImageConfig, readLayout } from './layout.ts';
import { openPins, type Pins } from './pins.ts';
import type { RegistryAccess } from './registry-access.ts';
import { removeImages } from './remove-images.ts';
import { type CopySource, copyToLayout, digestOfTag } from './skopeo.ts';

/** An image on this machine, ready to be a container's root. */
export interface PulledImage {
  /** `docker.io/library/python:3.13`, or the path it was read from. */
  readonly reference: string;
  /** `sha256:…`. */
  readonly digest: string;
  readonly rootfs: RootFilesystem;
  readonly config: ImageConfig;
}

export interface PullOptions {
  readonly signal?: AbortSignal | undefined;
  /** Looks up what the tag stands for now, whatever it was pinned to. */
  readonly update?: boolean;
  readonly log?: ((line: string) => void) | undefined;
}

/** OCI images on this machine. A tag is looked up once and then pinned to its digest. */
export interface ImageStore {
  /** Fetches and unpacks an image unless it is there. Errors: `usage` for a text that is no reference, `image_pull_failed`. */
  pull(reference: string, options?: PullOptions): Promise<PulledImage>;
  /** Reads an image from an archive or a layout on disk. Error: `image_pull_failed`. */
  load(source: Extract<CopySource, { kind: 'local' }>, options?: PullOptions): Promise<PulledImage>;
  /** A root filesystem from an archive of its files, as `docker export` makes it; `digest` is the archive's. */
  unpack(path: string, digest: string, signal?: AbortSignal): Promise<PulledImage>;
  /** The image if it is there, without asking anybody. */
  find(reference: string): Promise<PulledImage | null>;
  findByDigest(digest: string): Promise<PulledImage | null>;
  /** Whether a container has the image, of those whose mounts are given (`mountedRoots`). */
  isMounted(record: ImageRecord, roots: ReadonlySet<string>): boolean;
  /** Removes images, and layers that no other has. Nothing goes while an image is being fetched; then it returns false. */
  remove(digests: readonly string[]): Promise<boolean>;
  /** A root filesystem from an unpacked tree that is none of the store's; `key` names it. */
  rootOf(tree: string, key: string): Promise<RootFilesystem>;
  readonly records: ImageRecords;
  readonly pins: Pins;
  readonly directory: string;
}

export interface ImageStoreSettings {
  /** Kept for good. */
  readonly directory: string;
  /** For files of this start; every folder above is passable for others. */
  readonly runtimeDirectory: string;
  readonly access: RegistryAccess;
  /** The certificate authority that programs inside trust, besides the image's. */
  readonly authorityPem: string;
}

function readReference(text: string): Reference {
  const reference = parseReference(text);
  if (reference !== null) return reference;
  throw noReference(text);
}

class DiskImageStore implements ImageStore {
  readonly records: ImageRecords;
  readonly pins: Pins;
  readonly directory: string;
  readonly #settings: ImageStoreSettings;
  readonly #underWay = new Map<string, Promise<PulledImage>>();
  #unpacking: Promise<unknown> = Promise.resolve();
  #removing: Promise<unknown> = Promise.resolve();
  #counter = 0;

  constructor(settings: ImageStoreSettings, pins: Pins) {
    this.#settings = settings;
    this.directory = settings.directory;
    this.records = openImageRecords(join(settings.directory, 'images'));
    this.pins = pins;
  }

  async pull(text: string, options: PullOptions = {}): Promise<PulledImage> {
    const asked = readReference(text);
    const name = formatReference(asked);
    const digest = asked.digest ?? (await this.#digestOf(asked, options));
    const found = await this.findByDigest(digest);
    if (found !== null) return found;
    options.log?.(`Pulling image ${name} (${digest.slice(0, 19)})`);
    const exact = { ...asked, tag: null, digest };
    return this.#once(digest, () =>
      this.#fetch({ kind: 'registry', reference: exact }, { reference: name, digest }, options),
    );
  }

  load(source: Extract<CopySource, { kind: 'local' }>, options: PullOptions = {}): Promise<PulledImage> {
    return this.#once(source.path, () =>
      this.#fetch(source, { reference: source.path, digest: null }, options),
    );
  }

  unpack(path: string, digest: string, signal?: AbortSignal): Promise<PulledImage> {
    return this.#once(digest, async () => {
      await this.#removing;
      const layer = { digest, diffId: digest, mediaType: 'application/x-tar', size: (await stat(path)).size };
      await this.#inTurn(() => unpackArchive(this.#trees(), path, layer, signal));
      const about = { reference: path, digest, descriptions: [], layers: [layer], config: emptyConfig };
      return this.#record(about);
    });
  }

  async find(text: string): Promise<PulledImage | null> {
    const reference = readReference(text);
    const digest = reference.digest ?? this.pins.find(formatReference(reference));
    return digest === null ? null : this.findByDigest(digest);
  }

  async findByDigest(digest: string): Promise<PulledImage | null> {
    const record = await this.records.find(digest);
    if (record === null || !existsSync(this.#treeOf(record))) return null;
    await this.records.touch(digest);
    return this.#ready(record);
  }

  isMounted({ layers }: ImageRecord, roots: ReadonlySet<string>): boolean {
    const part = `/layers/${chainIds(layers).at(-1)}/`;
    return [...roots].some((root) => root.includes(part));
  }

  async remove(digests: readonly string[]): Promise<boolean> {
    if (this.#underWay.size > 0) return false;
    const removing = removeImages(this, digests);
    this.#removing = removing.catch(() => undefined);
    await removing;
    return true;
  }

  async rootOf(tree: string, key: string): Promise<RootFilesystem> {
    const { runtimeDirectory, authorityPem, directory } = this.#settings;
    const etc = join(directory, 'etc', key, etcName(authorityPem));
    await makeEtc(tree, etc, authorityPem);
    return rootFromTree(tree, etc, join(runtimeDirectory, 'image-roots', key));
  }

  async #digestOf(reference: Reference, { update = false, signal }: PullOptions): Promise<string> {
    const name = formatReference(reference);
    const pinned = this.pins.find(name);
    if (pinned !== null && !update) return pinned;
    const digest = await digestOfTag(this.#skopeo(), reference, signal);
    await this.pins.set(name, digest);
    return digest;
  }

  /** Two that ask for the same image wait for the same work. */
  #once(key: string, work: () => Promise<PulledImage>): Promise<PulledImage> {
    const running = this.#underWay.get(key) ?? work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, running);
    return running;
  }

  #skopeo() {
    return { access: this.#settings.access, directory: join(this.#settings.runtimeDirectory, 'registry') };
  }

  #treeOf({ layers }: ImageRecord): string {
    return join(this.directory, 'layers', chainIds(layers).at(-1) ?? '');
  }

  async #ready(record: ImageRecord): Promise<PulledImage> {
    const { reference, digest, config } = record;
    const rootfs = await this.rootOf(this.#treeOf(record), digest.replace('sha256:', ''));
    return { reference, digest, rootfs, config };
  }

  async #fetch(
    source: CopySource,
    about: { readonly reference: string; readonly digest: string | null },
    options: PullOptions,
  ): Promise<PulledImage> {
    await this.#removing;
    const blobs = join(this.directory, 'blobs');
    const layout = join(this.directory, 'downloads', `${process.pid}-${this.#counter++}`);
    await mkdir(join(this.directory, 'downloads'), { recursive: true, mode: 0o700 });
    await mkdir(blobs, { recursive: true, mode: 0o700 });
    try {
      await copyToLayout(this.#skopeo(), source, { layout, blobs }, options.signal);
      const image = await readLayout(layout, blobs);
      await this.#inTurn(() => unpackLayers(this.#trees(), image.layers, options.signal));
      return await this.#record({
        reference: about.reference,
        digest: about.digest ?? image.manifestDigest,
        descriptions: [image.manifestDigest, image.configDigest],
        layers: image.layers,
        config: image.config,
      });
    } finally {
      await rm(layout, { recursive: true, force: true });
    }
  }

  #trees() {
    return { directory: join(this.directory, 'layers'), blobs: join(this.directory, 'blobs') };
  }

  async #record(about: Omit<ImageRecord, 'pulledAt'>): Promise<PulledImage> {
    const record = { ...about, pulledAt: new Date().toISOString() };
    await this.records.add(record);
    return this.#ready(record);
  }

  /** One at a time: two images may have a layer in common. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#unpacking.catch(() => undefined).then(work);
    this.#unpacking = turn;
    return turn;
  }
}

export async function openImageStore(settings: ImageStoreSettings): Promise<ImageStore> {
  // Of downloads that were cut short the whole blobs are kept; the one under way was still in here.
  await rm(join(settings.directory, 'downloads'), { recursive: true, force: true });
  return new DiskImageStore(settings, await openPins(join(settings.directory, 'pins.json')));
}
