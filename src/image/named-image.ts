import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ErrandError } from '../errors/errand-error.ts';
import type { Image, ImageRequest, RuntimeType } from './image.ts';
import type { ImageStore, PulledImage } from './oci/image-store.ts';
import type { RegistryReach } from './oci/registry-reach.ts';
import { asImage, pullFor } from './oci-image.ts';
import { runProgram } from './run-program.ts';

/** Images that the operator named for types. */
export interface NamedImages {
  /** Whether one is named for the type; then nothing else is asked. */
  isNamed(type: RuntimeType): boolean;
  resolve(request: ImageRequest): Promise<Image | null>;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Names, sizes and times of all files below: another after any change, without reading one of them. */
async function fingerprint(directory: string): Promise<string> {
  const listing = await runProgram('find', [directory, '-printf', '%P %s %T@ %m %l\\n']);
  return createHash('sha256').update(listing.split('\n').sort().join('\n')).digest('hex');
}

async function ofDirectory(store: ImageStore, path: string): Promise<Image> {
  if (await exists(join(path, 'oci-layout')))
    return asImage(await store.load({ kind: 'local', transport: 'oci', path }));
  if (!(await exists(join(path, 'bin', 'sh'))) && !(await exists(join(path, 'usr/bin/sh'))))
    throw new ErrandError(
      'image_pull_failed',
      `${path} is neither an OCI layout nor a root filesystem: it has no bin/sh`,
    );
  const files = await fingerprint(path);
  const key = `directory-${createHash('sha256').update(path).update(files).digest('hex').slice(0, 32)}`;
  const rootfs = await store.rootOf(path, key);
  const reference = `${path} (files ${files.slice(0, 12)})`;
  return { reference, rootfs, pathPrefix: [], environment: {}, warning: null };
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** An archive of `podman save` or `docker save`, or one of a root filesystem's files. */
async function ofTarball(
  store: ImageStore,
  path: string,
  signal: AbortSignal | undefined,
): Promise<PulledImage> {
  const digest = `sha256:${await hashOf(path)}`;
  const found = await store.findByDigest(digest);
  if (found !== null) return found;
  const names = new Set((await runProgram('tar', ['--list', '--file', path], { signal })).split('\n'));
  const transport = names.has('oci-layout')
    ? 'oci-archive'
    : names.has('manifest.json')
      ? 'docker-archive'
      : null;
  if (transport !== null) return store.load({ kind: 'local', transport, path }, { signal });
  return store.unpack(path, digest, signal);
}

async function ofPath(store: ImageStore, path: string, signal: AbortSignal | undefined): Promise<Image> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new ErrandError('image_pull_failed', 'it is not there');
  if (found.isDirectory()) return ofDirectory(store, path);
  return asImage(await ofTarball(store, path, signal));
}

/** `types`: a type with or without version (`python:3.13`, `python`) → reference of an image, or path of a folder or archive. */
export function namedImages(
  store: ImageStore,
  reach: RegistryReach,
  types: Readonly<Record<string, string>>,
): NamedImages {
  const nameOf = ({ name, version }: RuntimeType) => types[`${name}:${version}`] ?? types[name];
  return {
    isNamed: (type) => nameOf(type) !== undefined,
    async resolve(request) {
      const named = nameOf(request.type);
      if (named === undefined) return null;
      if (!named.startsWith('/')) return pullFor(store, reach, named, request);
      try {
        return await ofPath(store, named, request.signal);
      } catch (error) {
        request.signal?.throwIfAborted();
        request.tried.push(
          `${named}, named in the settings: ${error instanceof Error ? error.message : String(error)}`,
        );
        return null;
      }
    },
  };
}
