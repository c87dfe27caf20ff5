import type { RootFilesystem } from '../container/container-spec.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { findHostPrograms } from './host-program.ts';
import type { ServiceKind } from './service-kind.ts';

/** What a service runs from. */
export interface ServiceImage {
  /** The same for the same content: `postgresql 15.18 on debian 12`. */
  readonly reference: string;
  /** The version that it really is; of an OCI image what was asked for. */
  readonly version: string;
  readonly rootfs: RootFilesystem;
  /** Folders of the image's programs. */
  readonly pathPrefix: readonly string[];
  /** Variables that the image sets for its programs. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ResolveService {
  readonly name: string;
  /** `postgresql:18`. */
  readonly type: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface ServiceImages {
  /** Error: `image_unavailable`, with what was tried and the command that mends it. */
  resolve(kind: ServiceKind, request: ResolveService): Promise<ServiceImage>;
}

/** Where images may come from. */
export interface ServiceImageSources {
  /** Root of containers whose programs are the machine's own `/usr`. */
  readonly machineRoot: RootFilesystem;
  /** `debian 12`. */
  readonly system: string;
  readonly fallback: 'none' | 'nearest';
  readonly prefer: 'registry' | 'machine';
  /** Fetches an OCI image unless it is there. Null where that cannot be, with the reason in `tried`. */
  pull(
    reference: string,
    tried: string[],
    request: ResolveService,
  ): Promise<Omit<ServiceImage, 'version'> | null>;
}

const versionMatches = (asked: string, exact: string) => exact === asked || exact.startsWith(`${asked}.`);

function unavailable(
  kind: ServiceKind,
  { name, type }: ResolveService,
  tried: readonly string[],
): ErrandError {
  const { debian } = kind;
  const install =
    debian === null
      ? `make a registry that has ${kind.image(type.split(':')[1] ?? '')} reachable from this machine`
      : `make an image registry reachable, or run 'apt-get install -y ${debian.package}' on this machine`;
  const nearest =
    debian === null ? '' : " (and set 'images.fallback: nearest' where its version is another than asked)";
  const message = [
    `the service ${name} has the type ${type}, which is not to be had here. Tried:`,
    ...tried.map((line) => `  - ${line}`),
    `To mend it: ${install}${nearest}, then deploy again.`,
  ].join('\n');
  return new ErrandError('image_unavailable', message, { details: { service: name, type, tried } });
}

async function fromMachine(
  sources: ServiceImageSources,
  kind: ServiceKind,
  request: ResolveService,
  anyVersion: boolean,
  tried: string[],
): Promise<ServiceImage | null> {
  if (kind.debian === null) return null;
  const [typeName = '', asked = ''] = request.type.split(':');
  const found = await findHostPrograms(kind.debian);
  const exact = found.find(({ version }) => versionMatches(asked, version));
  const chosen = exact ?? (anyVersion ? found[0] : undefined);
  if (chosen === undefined) {
    const versions = found.map(({ version }) => version).join(', ');
    tried.push(
      found.length === 0
        ? `${kind.debian.path} of this machine (package ${kind.debian.package}): not there`
        : `${kind.debian.path} of this machine: its version is ${versions}`,
    );
    return null;
  }
  if (exact === undefined) {
    request.log(
      `Warning: ${request.name} asks for ${request.type}; this machine has ${chosen.version}, which runs instead (images.fallback: nearest)`,
    );
  }
  return {
    reference: `${typeName} ${chosen.version} on ${sources.system}`,
    version: chosen.version,
    rootfs: sources.machineRoot,
    pathPrefix: [],
    environment: {},
  };
}

export function openServiceImages(sources: ServiceImageSources): ServiceImages {
  return {
    async resolve(kind, request) {
      const [, asked = ''] = request.type.split(':');
      const tried: string[] = [];
      const pulled = async () => {
        const image = await sources.pull(kind.image(asked), tried, request);
        return image === null ? null : { ...image, version: asked };
      };
      const machine = (anyVersion: boolean) => fromMachine(sources, kind, request, anyVersion, tried);
      const ways =
        sources.prefer === 'registry' ? [pulled, () => machine(false)] : [() => machine(false), pulled];
      if (sources.fallback === 'nearest') ways.push(() => machine(true));
      for (const way of ways) {
        const image = await way();
        if (image !== null) return image;
      }
      throw unavailable(kind, request, tried);
    },
  };
}
