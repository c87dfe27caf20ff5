import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Image, ImageSource } from './image.ts';
import { versionMatches } from './image.ts';

const run = promisify(execFile);

interface HostProgram {
  readonly program: string;
  readonly argument: string;
}

/** How each runtime of the language (wire.md 6.5) tells its version. Only what lies under /usr is seen inside. */
const programs: Readonly<Record<string, HostProgram>> = {
  nodejs: { program: '/usr/bin/node', argument: '--version' },
  python: { program: '/usr/bin/python3', argument: '--version' },
  php: { program: '/usr/bin/php', argument: '--version' },
  ruby: { program: '/usr/bin/ruby', argument: '--version' },
  golang: { program: '/usr/bin/go', argument: 'version' },
  java: { program: '/usr/bin/java', argument: '--version' },
  rust: { program: '/usr/bin/rustc', argument: '--version' },
  dotnet: { program: '/usr/bin/dotnet', argument: '--version' },
  elixir: { program: '/usr/bin/elixir', argument: '--short-version' },
};

/** The first version number in what a program prints, or null where it cannot be run. */
export async function programVersion({ program, argument }: HostProgram): Promise<string | null> {
  try {
    const { stdout, stderr } = await run(program, [argument], { timeout: 10_000 });
    return /\d+(?:\.\d+)+/.exec(stdout + stderr)?.[0] ?? null;
  } catch {
    return null;
  }
}

export interface HostBase {
  readonly root: string;
  /** `debian 12`. */
  readonly system: string;
}

/** The machine's own runtimes. */
export function hostRuntimes(base: HostBase): ImageSource {
  return {
    async resolve(type, tried): Promise<Image | null> {
      const known = programs[type.name];
      if (known === undefined) return null;
      const exact = await programVersion(known);
      if (exact === null) {
        tried.push(`${known.program} of this machine: not there`);
        return null;
      }
      if (!versionMatches(type.version, exact)) {
        tried.push(`${known.program} of this machine: its version is ${exact}`);
        return null;
      }
      return {
        reference: `${type.name} ${exact} on ${base.system}`,
        rootfs: { root: base.root, binds: [{ source: '/usr', destination: '/usr' }] },
        pathPrefix: [],
      };
    },
  };
}
