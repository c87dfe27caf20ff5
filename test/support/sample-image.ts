import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files of one layer, path → text, or null for a path that the layer takes away. */
export type SampleLayer = Readonly<Record<string, string | null>>;

const umoci = (...args: string[]) => execFileSync('umoci', args, { stdio: 'pipe' });

function librariesOf(program: string): readonly string[] {
  const text = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...text.matchAll(/(\/[^\s)]+)/g)].map(([, path = '']) => path);
}

/** A root filesystem with a shell and a few programs, taken from this machine: of the smallest that a task can run in. */
export function makeTree(target: string): void {
  const programs = [
    '/bin/sh',
    '/usr/bin/cat',
    '/usr/bin/id',
    '/usr/bin/ls',
    '/usr/bin/stat',
    '/usr/bin/touch',
  ];
  const files = new Set(programs.flatMap((program) => [program, ...librariesOf(realpathSync(program))]));
  for (const path of files) {
    mkdirSync(join(target, dirname(path)), { recursive: true });
    cpSync(realpathSync(path), join(target, path));
  }
  mkdirSync(join(target, 'etc'), { recursive: true });
  writeFileSync(join(target, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nsomebody:x:999:999::/:/bin/sh\n');
  writeFileSync(join(target, 'etc/sample'), 'this is the sample image\n');
  mkdirSync(join(target, 'var/lib/secret'), { recursive: true, mode: 0o755 });
  writeFileSync(join(target, 'var/lib/secret/of-web'), 'for web alone\n', { mode: 0o600 });
  execFileSync('chown', ['10000:10000', join(target, 'var/lib/secret/of-web')]);
}

/** An OCI layout in `layout`, its image tagged `image`, with one layer for each of `layers`, lowest first, on those of `below`. */
export function makeLayout(
  layout: string,
  layers: readonly (SampleLayer | { readonly tree: string })[],
  config: readonly string[] = [],
  below: string | null = null,
): void {
  if (below === null) {
    umoci('init', '--layout', layout);
    umoci('new', '--image', `${layout}:image`);
  } else cpSync(below, layout, { recursive: true });
  for (const layer of layers) addLayer(layout, layer);
  if (config.length > 0) umoci('config', '--image', `${layout}:image`, ...config);
}

function addLayer(layout: string, layer: SampleLayer | { readonly tree: string }): void {
  if (typeof layer.tree === 'string') {
    umoci('insert', '--image', `${layout}:image`, layer.tree, '/');
    return;
  }
  const bundle = `${layout}.bundle`;
  umoci('unpack', '--image', `${layout}:image`, bundle);
  for (const [path, text] of Object.entries(layer as SampleLayer)) {
    const target = join(bundle, 'rootfs', path);
    execFileSync('rm', ['-rf', target]);
    if (text === null) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  umoci('repack', '--image', `${layout}:image`, bundle);
  execFileSync('rm', ['-rf', bundle]);
}

interface Manifest {
  readonly layers: readonly { readonly digest: string }[];
}

/** Digests of the manifest and of the layers, lowest first. */
export function digestsOf(layout: string): { readonly manifest: string; readonly layers: readonly string[] } {
  const read = (path: string) => JSON.parse(readFileSync(join(layout, path), 'utf8')) as unknown;
  const index = read('index.json') as { manifests: readonly { digest: string }[] };
  const manifest = index.manifests.at(-1)?.digest ?? '';
  const { layers } = read(`blobs/${manifest.replace(':', '/')}`) as Manifest;
  return { manifest, layers: layers.map(({ digest }) => digest) };
}
