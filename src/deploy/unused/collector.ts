import type { ImageStore } from '../../image/oci/image-store.ts';
import { digestIn } from '../../image/oci-image.ts';
import { mountedRoots } from '../../linux/mounted-roots.ts';
import type { EventLog } from '../../observe/event-log.ts';
import type { SlugStore } from '../../slug/slug-store.ts';
import { oldestChange } from '../../store/activities/oldest-change.ts';
import { listBuildsInUse } from '../../store/deployments/list-builds-in-use.ts';
import type { Store } from '../../store/store.ts';
import { findUnused, type Holding } from './find-unused.ts';

export interface CollectorParts {
  readonly store: Store;
  readonly images: ImageStore;
  readonly slugs: SlugStore;
  /** How long what nobody uses is kept. */
  readonly keepMilliseconds: number;
  readonly log: EventLog;
}

export interface HeldImage extends Holding {
  readonly reference: string;
  readonly digest: string;
  /** As the registry has it, packed. */
  readonly bytes: number;
  readonly pulledAt: Date;
  /** Whether the reference is a tag that stands for this image here. */
  readonly pinned: boolean;
}

export interface HeldSlug extends Holding {
  readonly slug: string;
  readonly bytes: number;
}

export interface Holdings {
  readonly images: readonly HeldImage[];
  readonly slugs: readonly HeldSlug[];
}

/** Images and slugs on this machine. One is in use by a current deployment, by that of an unfinished run, or by any container. */
export interface Collector {
  list(): Promise<Holdings>;
  /** Removes what nobody uses and returns it. Without a time of its own it keeps for as long as the settings say. */
  prune(keepMilliseconds?: number): Promise<Holdings>;
  /** Prunes by and by; a failure is logged. */
  pruneSoon(): void;
  close(): Promise<void>;
}

const everyMilliseconds = 60 * 60 * 1000;

export function openCollector(parts: CollectorParts): Collector {
  return new StoreCollector(parts);
}

class StoreCollector implements Collector {
  readonly #parts: CollectorParts;
  readonly #timer: NodeJS.Timeout;
  #turn: Promise<unknown> = Promise.resolve();
  #soon = false;
  #closed = false;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.pruneSoon(), everyMilliseconds);
    this.#timer.unref();
  }

  async list(): Promise<Holdings> {
    const builds = await listBuildsInUse(this.#parts.store.db);
    const roots = await mountedRoots();
    const digests = new Set(builds.map(({ image }) => digestIn(image)));
    const names = new Set(builds.map(({ slug }) => slug));
    return { images: await this.#images(digests, roots), slugs: await this.#slugs(names, roots) };
  }

  prune(keepMilliseconds = this.#parts.keepMilliseconds): Promise<Holdings> {
    const turn = this.#turn.catch(() => undefined).then(() => this.#prune(keepMilliseconds));
    this.#turn = turn;
    return turn;
  }

  pruneSoon(): void {
    if (this.#soon || this.#closed) return;
    this.#soon = true;
    setImmediate(() => {
      this.#soon = false;
      if (this.#closed) return;
      this.prune().catch((error: unknown) =>
        this.#parts.log.error({ error }, 'images and slugs that nobody uses could not be removed'),
      );
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#turn.catch(() => undefined);
  }

  async #prune(keepMilliseconds: number): Promise<Holdings> {
    const oldest = await oldestChange(this.#parts.store.db);
    const { images, slugs } = await this.list();
    const unused = <Item extends Holding>(items: readonly Item[]) =>
      findUnused(items, new Date(), keepMilliseconds, oldest);
    const spareImages = unused(images);
    const removed = await this.#parts.images.remove(spareImages.map(({ digest }) => digest));
    const spareSlugs = unused(slugs);
    for (const { slug } of spareSlugs) await this.#parts.slugs.remove(slug);
    return { images: removed ? spareImages : [], slugs: spareSlugs };
  }

  async #images(
    digests: ReadonlySet<string | null>,
    roots: ReadonlySet<string>,
  ): Promise<readonly HeldImage[]> {
    const { records, pins } = this.#parts.images;
    const pinned = new Set(Object.values(pins.all()));
    const found = await records.list();
    return Promise.all(
      found.map(async (record) => ({
        reference: record.reference,
        digest: record.digest,
        bytes: record.layers.reduce((sum, { size }) => sum + size, 0),
        pulledAt: new Date(record.pulledAt),
        usedAt: await records.usedAt(record.digest),
        pinned: pinned.has(record.digest),
        inUse: digests.has(record.digest) || this.#parts.images.isMounted(record, roots),
      })),
    );
  }

  async #slugs(names: ReadonlySet<string>, roots: ReadonlySet<string>): Promise<readonly HeldSlug[]> {
    const isBound = (slug: string) => [...roots].some((root) => root.includes(`/${slug}.`));
    return (await this.#parts.slugs.list()).map(({ slug, bytes, usedAt, mounted }) => ({
      slug,
      bytes,
      usedAt,
      inUse: mounted || names.has(slug) || isBound(slug),
    }));
  }
}
