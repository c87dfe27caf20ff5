import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Image, type ImageSource, versionMatches } from './image.ts';
import { type HostProgram, runtimes } from './runtimes.ts';

const run = promisify(execFile);

/** The version number in what a program prints, or null where it cannot be run. */
export async function programVersion({ program, argument, version }: HostProgram): Promise<string | null> {
  try {
    const { stdout, stderr } = await run(program, [argument], { timeout: 10_000 });
    return version.exec(stdout + stderr)?.[0] ?? null;
  } catch {
    return null;
  }
}

export interface HostBase {
  readonly root: string;
  /** `debian 12`. */
  readonly system: string;
}

function hostImage(base: HostBase, name: string, exact: string): Image {
  return {
    reference: `${name} ${exact} on ${base.system}`,
    rootfs: { root: base.root, binds: [{ source: '/usr', destination: '/usr' }] },
    pathPrefix: [],
    environment: {},
    warning: null,
  };
}

/** The machine's own runtimes. */
export function hostRuntimes(base: HostBase): ImageSource {
  return {
    async resolve({ type, tried }) {
      const known = runtimes[type.name]?.host;
      if (known === undefined) return null;
      const exact = await programVersion(known);
      if (exact !== null && versionMatches(type.version, exact)) return hostImage(base, type.name, exact);
      const why = exact === null ? 'not there' : `its version is ${exact}`;
      tried.push(`${known.program} of this machine: ${why}`);
      return null;
    },
    async others(type) {
      const known = runtimes[type.name]?.host;
      const version = known === undefined ? null : await programVersion(known);
      if (version === null) return [];
      return [{ version, open: async () => hostImage(base, type.name, version) }];
    },
  };
}
