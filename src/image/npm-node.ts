import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { HostBase } from './host-runtime.ts';
import { type Image, type ImageSource, versionMatches } from './image.ts';

const run = promisify(execFile);
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

/** Fetches a build into a folder of its own; a half-finished one is never seen under the final name. */
async function fetchBuild(directory: string, version: string): Promise<string> {
  const target = join(directory, `nodejs-${version}`);
  const folder = join(target, 'node_modules', packageName);
  if (existsSync(folder)) return folder;
  const fresh = `${target}.new-${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const args = [
    'install',
    '--prefix',
    fresh,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `${packageName}@${version}`,
  ];
  await run('npm', args, { timeout: installTimeoutMilliseconds, cwd: fresh });
  await rename(fresh, target);
  return folder;
}

/** Node.js of the asked version, as the npm registry has it, on the machine's own `/usr`. */
export function npmNode(base: HostBase, directory: string): ImageSource {
  return {
    async resolve(type, tried) {
      if (type.name !== 'nodejs') return null;
      const own = ownPackage();
      if (own !== null && versionMatches(type.version, process.versions.node))
        return image(base, process.versions.node, own);
      try {
        const folder = await fetchBuild(directory, type.version);
        const exact = await installed(folder);
        if (exact !== null && versionMatches(type.version, exact)) return image(base, exact, folder);
        tried.push(`npm package ${packageName}: version ${exact ?? 'unknown'}`);
      } catch (error) {
        const lines = (error instanceof Error ? error.message : String(error)).split('\n');
        const reason = lines.find((line) => line.startsWith('npm error')) ?? lines[0] ?? '';
        tried.push(`npm package ${packageName}@${type.version}: ${reason.replace('npm error ', '')}`);
      }
      return null;
    },
  };
}
