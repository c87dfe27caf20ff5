import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostBase } from './host-runtime.ts';
import { type Image, type ImageRequest, type ImageSource, versionMatches } from './image.ts';
import { runProgram } from './run-program.ts';

const inside = '/opt/runtime';
const packageName = `node-linux-${process.arch}`;
const installTimeoutMilliseconds = 180_000;

function image(base: HostBase, exact: string, folder: string): Image {
  return {
    reference: `nodejs ${exact} on ${base.system}`,
    rootfs: {
      root: base.root,
      binds: [
        { source: '/usr', destination: '/usr' },
        { source: folder, destination: inside },
      ],
    },
    pathPrefix: [`${inside}/bin`],
    environment: {},
    warning: null,
  };
}

/** The package with the Node.js that runs this server, where it came from the npm registry. */
function ownPackage(): string | null {
  const folder = dirname(dirname(process.execPath));
  return folder.endsWith(`/${packageName}`) ? folder : null;
}

async function installed(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as { version: string }).version;
}

const packageIn = (target: string) => join(target, 'node_modules', packageName);

/** Fetches a build into a folder of its own; a half-finished one is never seen under the final name. */
async function fetchBuild(directory: string, { type, signal }: ImageRequest): Promise<string> {
  const known = (await fetched(directory)).find(({ version }) => versionMatches(type.version, version));
  if (known !== undefined) return known.folder;
  const target = join(directory, `nodejs-${type.version}`);
  const fresh = `${target}.new-${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=0'];
  const args = ['install', '--prefix', fresh, ...quiet, `${packageName}@${type.version}`];
  try {
    await runProgram('npm', args, {
      timeoutMilliseconds: installTimeoutMilliseconds,
      directory: fresh,
      signal,
      home: true,
    });
    await rename(fresh, target);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return packageIn(target);
}

function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  const reason = lines.findLast((line) => /npm error (?!code|A complete log)/.test(line)) ?? lines[0] ?? '';
  return reason.replace(/^.*npm error /, '');
}

/** Versions that were fetched before. */
async function fetched(directory: string): Promise<readonly { version: string; folder: string }[]> {
  const names = await readdir(directory).catch(() => []);
  const folders = names
    .filter((name) => /^nodejs-[\d.]+$/.test(name))
    .map((name) => packageIn(join(directory, name)));
  const found = await Promise.all(
    folders.map(async (folder) => ({ folder, version: await installed(folder) })),
  );
  return found.flatMap(({ folder, version }) => (version === null ? [] : [{ folder, version }]));
}

/** Node.js of the asked version, as the npm registry has it, on the machine's own `/usr`. */
export function npmNode(base: HostBase, directory: string): ImageSource {
  return {
    async resolve(request) {
      const { type, tried, signal } = request;
      if (type.name !== 'nodejs') return null;
      const own = ownPackage();
      if (own !== null && versionMatches(type.version, process.versions.node))
        return image(base, process.versions.node, own);
      try {
        const folder = await fetchBuild(directory, request);
        const exact = await installed(folder);
        if (exact !== null && versionMatches(type.version, exact)) return image(base, exact, folder);
        tried.push(`npm package ${packageName}: version ${exact ?? 'unknown'}`);
      } catch (error) {
        signal?.throwIfAborted();
        tried.push(`npm package ${packageName}@${type.version}: ${reasonOf(error)}`);
      }
      return null;
    },
    async others(type) {
      if (type.name !== 'nodejs') return [];
      const own = ownPackage();
      const known = own === null ? [] : [{ version: process.versions.node, folder: own }];
      return [...known, ...(await fetched(directory))].map(({ version, folder }) => ({
        version,
        open: async () => image(base, version, folder),
      }));
    },
  };
}
