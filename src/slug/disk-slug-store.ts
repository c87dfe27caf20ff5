import { existsSync, utimesSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { hasMoreThan } from '../linux/apparent-size.ts';
import { whyNoErofs } from '../linux/erofs.ts';
import { type PackTerms, SlugTooLarge } from './pack-program.ts';
import { packedBytes } from './packed-bytes.ts';
import { erofsFormat, folderFormat, type SlugFormat } from './slug-format.ts';
import type { SlugLease, SlugStore, StoredSlug } from './slug-store.ts';

export interface SlugStoreSettings {
  /** Kept for good. */
  readonly directory: string;
  /** Where slugs are mounted; gone after a reboot. */
  readonly mountDirectory: string;
  /** Hears why slugs are kept as folders, where they are. */
  readonly warn: (message: string) => void;
}

const unfinishedSuffix = '.new';

class DiskSlugStore implements SlugStore {
  readonly #settings: SlugStoreSettings;
  readonly #format: SlugFormat;
  readonly #leases = new Map<string, number>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(settings: SlugStoreSettings, format: SlugFormat) {
    this.#settings = settings;
    this.#format = format;
  }

  get format() {
    return this.#format.name;
  }

  has(slug: string): boolean {
    if (!existsSync(this.#packed(slug))) return false;
    this.#touch(slug);
    return true;
  }

  folderOf(slug: string): string {
    return this.#format.folderOf(this.#packed(slug), this.#mountPoint(slug));
  }

  async add(slug: string, folder: string, terms: PackTerms): Promise<void> {
    if (await hasMoreThan(folder, { ...terms, linkedFiles: 'once' }))
      throw new SlugTooLarge(`the files have more than ${terms.limitBytes} bytes`);
    const fresh = `${this.#packed(slug)}${unfinishedSuffix}`;
    await rm(fresh, { recursive: true, force: true });
    try {
      await this.#format.pack(folder, fresh, terms);
      if (!existsSync(this.#packed(slug))) await rename(fresh, this.#packed(slug));
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
    this.#touch(slug);
  }

  async use(slugs: readonly string[]): Promise<SlugLease> {
    const held: string[] = [];
    const close = async () => {
      for (const slug of held.splice(0)) await this.#inTurn(async () => this.#release(slug));
    };
    try {
      for (const slug of new Set(slugs)) {
        await this.#inTurn(() => this.#hold(slug));
        held.push(slug);
      }
    } catch (error) {
      await close();
      throw error;
    }
    return { close };
  }

  async list(): Promise<readonly StoredSlug[]> {
    const { suffix } = this.#format;
    const names = (await readdir(this.#settings.directory)).filter((name) => name.endsWith(suffix)).sort();
    const slugs = names.map((name) => name.slice(0, -suffix.length));
    return Promise.all(
      slugs.map(async (slug) => ({
        slug,
        bytes: await packedBytes(this.#packed(slug)),
        usedAt: (await lstat(this.#packed(slug))).mtime,
        mounted: this.#leases.has(slug),
      })),
    );
  }

  async remove(slug: string): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#leases.has(slug)) throw new ErrandError('conflict', `slug ${slug} is in use`);
      await rm(this.#packed(slug), { recursive: true, force: true });
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      for (const slug of this.#leases.keys()) this.#format.unmount(this.#mountPoint(slug));
      this.#leases.clear();
      await rm(this.#settings.mountDirectory, { recursive: true, force: true });
    });
  }

  #packed(slug: string): string {
    return join(this.#settings.directory, `${slug}${this.#format.suffix}`);
  }

  #mountPoint(slug: string): string {
    return join(this.#settings.mountDirectory, slug);
  }

  #touch(slug: string): void {
    const now = new Date();
    utimesSync(this.#packed(slug), now, now);
  }

  async #hold(slug: string): Promise<void> {
    const holders = this.#leases.get(slug) ?? 0;
    if (holders === 0) {
      if (!this.has(slug))
        throw new ErrandError('slug_missing', `slug ${slug} is not on this machine; push again`);
      await this.#format.mount(this.#packed(slug), this.#mountPoint(slug));
    }
    this.#leases.set(slug, holders + 1);
  }

  #release(slug: string): void {
    const holders = (this.#leases.get(slug) ?? 0) - 1;
    if (holders > 0) this.#leases.set(slug, holders);
    else if (this.#leases.delete(slug)) {
      this.#format.unmount(this.#mountPoint(slug));
      this.#touch(slug);
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.catch(() => undefined).then(work);
    this.#turn = turn;
    return turn;
  }
}

async function chooseFormat(warn: SlugStoreSettings['warn']): Promise<SlugFormat> {
  const why = await whyNoErofs();
  if (why === null) return erofsFormat;
  warn(`slugs are kept as folders, not compressed: ${why}`);
  return folderFormat;
}

/** Opens the store; what a former server mounted or left half written is taken away. */
export async function openSlugStore(settings: SlugStoreSettings, format?: SlugFormat): Promise<SlugStore> {
  const { directory, mountDirectory, warn } = settings;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const chosen = format ?? (await chooseFormat(warn));
  const unfinished = (await readdir(directory)).filter((name) => name.endsWith(unfinishedSuffix));
  for (const name of unfinished) await rm(join(directory, name), { recursive: true, force: true });
  await mkdir(mountDirectory, { recursive: true, mode: 0o700 });
  for (const name of await readdir(mountDirectory)) chosen.unmount(join(mountDirectory, name));
  return new DiskSlugStore(settings, chosen);
}
