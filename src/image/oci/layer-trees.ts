import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { ErrandError } from '../../errors/errand-error.ts';
import { ProgramFailure, runProgram } from '../run-program.ts';
import { chainIds } from './chain.ts';
import { blobPath, type Layer } from './layout.ts';

export interface LayerTrees {
  /** Folder of the unpacked trees, each named by its chain id. */
  readonly directory: string;
  readonly blobs: string;
}

const blobFolder = (layout: string) => join(layout, 'blobs', 'sha256');

async function addBlob(layout: string, text: string): Promise<{ digest: string; size: number }> {
  const hex = createHash('sha256').update(text).digest('hex');
  await writeFile(join(blobFolder(layout), hex), text);
  return { digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
}

const tarLayer = 'application/vnd.oci.image.layer.v1.tar';

/** umoci knows gzip alone, so what is packed with zstd is given to it unpacked. */
async function placeLayer(trees: LayerTrees, layout: string, layer: Layer) {
  const blob = blobPath(trees.blobs, layer.digest);
  if (!layer.mediaType.endsWith('+zstd')) {
    await link(blob, join(blobFolder(layout), basename(blob)));
    return { digest: layer.digest, mediaType: layer.mediaType, size: layer.size };
  }
  const plain = join(blobFolder(layout), layer.diffId.replace('sha256:', ''));
  const written = createWriteStream(plain);
  await pipeline(createReadStream(blob), createZstdDecompress(), written);
  return { digest: layer.diffId, mediaType: tarLayer, size: written.bytesWritten };
}

/** An image with this one layer, for umoci unpacks whole images only. */
async function oneLayerLayout(trees: LayerTrees, layout: string, layer: Layer): Promise<void> {
  await mkdir(blobFolder(layout), { recursive: true });
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const rootfs = { type: 'layers', diff_ids: [layer.diffId] };
  const config = await addBlob(layout, JSON.stringify({ architecture: 'any', os: 'linux', rootfs }));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = await addBlob(
    layout,
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: [await placeLayer(trees, layout, layer)],
    }),
  );
  const annotations = { 'org.opencontainers.image.ref.name': 'layer' };
  const index = { schemaVersion: 2, manifests: [{ mediaType, ...manifest, annotations }] };
  await writeFile(join(layout, 'index.json'), JSON.stringify(index));
}

/** The reason among umoci's lines of progress. */
function reasonOf(error: unknown): string {
  if (!(error instanceof ProgramFailure)) return error instanceof Error ? error.message : String(error);
  const lines = error.complaint.split('\n').map((line) => line.replace(/^[\s•⨯]+/, '').trim());
  return lines.filter((line) => line !== '').at(-1) ?? 'no reason given';
}

/** Gives a tree its name once it is complete and on disk; what `fill` left half is taken away. */
async function makeTree(
  target: string,
  signal: AbortSignal | undefined,
  fill: (fresh: string, layout: string) => Promise<unknown>,
): Promise<void> {
  const fresh = join(dirname(target), `new-${basename(target).slice(0, 16)}`);
  const layout = `${fresh}.layout`;
  const clear = () => Promise.all([fresh, layout].map((path) => rm(path, { recursive: true, force: true })));
  await clear();
  try {
    await fill(fresh, layout);
    await runProgram('sync', ['--file-system', fresh], { signal });
    await rename(fresh, target);
  } finally {
    await clear();
  }
}

async function unpackOne(
  trees: LayerTrees,
  layer: Layer,
  below: string | null,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await makeTree(target, signal, async (fresh, layout) => {
      await oneLayerLayout(trees, layout, layer);
      if (below === null) await mkdir(fresh);
      else await runProgram('cp', ['--archive', '--link', below, fresh], { signal });
      const args = ['raw', 'unpack', '--image', `${basename(layout)}:layer`, basename(fresh)];
      await runProgram('umoci', args, { signal, directory: dirname(fresh) });
    });
  } catch (error) {
    signal?.throwIfAborted();
    // Whatever is wrong with it, the next try fetches it anew.
    await rm(blobPath(trees.blobs, layer.digest), { force: true });
    const message = `layer ${layer.digest} cannot be unpacked: ${reasonOf(error)}`;
    throw new ErrandError('image_pull_failed', message, { cause: error, details: { layer: layer.digest } });
  }
}

/** Unpacks the archive of a whole root filesystem as an image's only layer. Error: `image_pull_failed`. */
export async function unpackArchive(
  trees: LayerTrees,
  path: string,
  layer: Layer,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(trees.directory, { recursive: true, mode: 0o700 });
  const target = join(trees.directory, chainIds([layer])[0] ?? '');
  if (existsSync(target)) return;
  try {
    await makeTree(target, signal, async (fresh) => {
      await mkdir(fresh);
      const keep = ['--preserve-permissions', '--same-owner', '--numeric-owner'];
      await runProgram('tar', ['--extract', '--file', path, '--directory', fresh, ...keep], { signal });
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new ErrandError('image_pull_failed', `${path} cannot be unpacked: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Unpacks the layers of an image, lowest first, and returns the folder of the whole tree. Each tree has hard links to the
 * files of the one below it, so that images share what they have in common; umoci takes a name away before it writes it
 * anew, which leaves the tree below as it is. A tree has its final name once it is complete and on disk.
 * Error: `image_pull_failed`, naming the layer.
 */
export async function unpackLayers(
  trees: LayerTrees,
  layers: readonly Layer[],
  signal?: AbortSignal,
): Promise<string> {
  await mkdir(trees.directory, { recursive: true, mode: 0o700 });
  const chain = chainIds(layers);
  let below: string | null = null;
  for (const [index, layer] of layers.entries()) {
    const target: string = join(trees.directory, chain[index] ?? '');
    if (!existsSync(target)) await unpackOne(trees, layer, below, target, signal);
    below = target;
  }
  return below ?? trees.directory;
}
