import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrandError } from '../../errors/errand-error.ts';

/** One layer of an image (opencontainers/image-spec, manifest and config). */
export interface Layer {
  /** Of the blob as the registry has it. */
  readonly digest: string;
  /** Of its content, unpacked. */
  readonly diffId: string;
  readonly mediaType: string;
  readonly size: number;
}

/** What an image says about how it is run. */
export interface ImageConfig {
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** `postgres`, `999` or `999:999`; empty for root. */
  readonly user: string;
  readonly volumes: readonly string[];
}

export const emptyConfig: ImageConfig = {
  env: {},
  entrypoint: [],
  command: [],
  workingDirectory: '/',
  user: '',
  volumes: [],
};

export interface LayoutImage {
  readonly manifestDigest: string;
  readonly configDigest: string;
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

interface Descriptor {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
}

interface ConfigBlob {
  readonly config?: {
    readonly Env?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly User?: string;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
  } | null;
  readonly rootfs?: { readonly diff_ids?: readonly string[] };
}

export const blobPath = (blobs: string, digest: string): string => join(blobs, digest.replace(':', '/'));

function readConfig({ config }: ConfigBlob): ImageConfig {
  const env = (config?.Env ?? []).map((line) => {
    const equals = line.indexOf('=');
    return [line.slice(0, equals), line.slice(equals + 1)] as const;
  });
  return {
    env: Object.fromEntries(env),
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
    workingDirectory: config?.WorkingDir || '/',
    user: config?.User ?? '',
    volumes: Object.keys(config?.Volumes ?? {}),
  };
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

/** Reads the image that `copyToLayout` left. Error: `image_pull_failed` for one that is no root filesystem. */
export async function readLayout(layout: string, blobs: string): Promise<LayoutImage> {
  const index = await readJson<{ manifests: readonly Descriptor[] }>(join(layout, 'index.json'));
  const [entry] = index.manifests;
  if (entry === undefined) throw new ErrandError('image_pull_failed', `${layout} holds no image`);
  const manifest = await readJson<{ config: Descriptor; layers: readonly Descriptor[] }>(
    blobPath(blobs, entry.digest),
  );
  const config = await readJson<ConfigBlob>(blobPath(blobs, manifest.config.digest));
  const diffIds = config.rootfs?.diff_ids ?? [];
  if (diffIds.length !== manifest.layers.length || diffIds.length === 0) {
    throw new ErrandError('image_pull_failed', 'it holds no root filesystem: it is no image of a container');
  }
  return {
    manifestDigest: entry.digest,
    configDigest: manifest.config.digest,
    layers: manifest.layers.map((layer, index) => ({ ...layer, diffId: diffIds[index] ?? '' })),
    config: readConfig(config),
  };
}
