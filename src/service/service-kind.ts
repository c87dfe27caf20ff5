import type { ServiceEndpoint } from '../container/relationships.ts';

export type ServiceConfiguration = Readonly<Record<string, unknown>>;

/** A program of a Debian package, as a service that runs on the machine's own `/usr` needs it. */
export interface HostProgram {
  /** Name of the package, for `apt-get install`. */
  readonly package: string;
  /** Where the program is; `*` stands for one folder. */
  readonly path: string;
  /** Makes it tell its version; null where its path has it. */
  readonly versionArgument: string | null;
}

/** One way to speak to a service: what a relationship `service:endpoint` leads to. */
export interface EndpointKind extends Omit<ServiceEndpoint, 'password'> {
  /** Name of the secret that is its password; left out where there is none. */
  readonly passwordSecret?: string;
  /** Entries of `query` that are secrets: key → name of the secret. */
  readonly querySecrets?: Readonly<Record<string, string>>;
}

/** A port and a name that a service reaches because it declared a relationship. */
export interface ServiceTarget {
  readonly relationship: string;
  readonly host: string;
  readonly port: number;
}

export interface ServiceContext {
  /** As the file calls it; `<name>.internal` in those that have a relationship to it. */
  readonly serviceName: string;
  readonly configuration: ServiceConfiguration;
  /** The version that really runs: `15.18`. */
  readonly version: string;
  readonly memoryMiB: number;
  readonly diskMiB: number;
  /** What it has relationships to. */
  readonly targets: readonly ServiceTarget[];
  /** A random secret of this environment and service, always the same for a name. */
  secret(name: string): string;
}

/** What runs in a service's container. Everything of it belongs to the user `web`; the root is read-only. */
export interface ServiceContainer {
  /** A shell script; `serve` (service-script.ts) starts the program that stays. */
  readonly start: string;
  /** Read-only files, by their name in `serviceFolder`. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Folders in memory, beside `/tmp`. */
  readonly memoryFolders?: Readonly<Record<string, number>>;
  /** A shell script that waits until the program answers and sets it up; run beside it after every start. */
  readonly prepare: string | null;
}

/**
 * A type of service, as data and pure functions. Where the facts come from: the registry of upsun/meta for endpoints and ports,
 * its documentation for credentials and configuration keys.
 */
export interface ServiceKind {
  /** Names of the `type`: `postgresql`; several where the original has aliases. */
  readonly types: readonly string[];
  /** The OCI image that runs it by default. */
  image(version: string): string;
  /** Null where Debian has none. */
  readonly debian: HostProgram | null;
  /** Least room for its data in MiB; null where it keeps none. */
  readonly diskMiB: number | null;
  readonly memoryMiB: number;
  /** Whether it reaches the public internet. */
  readonly egress?: true;
  /** Whether data of one major version is of no use to the next. */
  readonly dataPerMajorVersion?: true;
  readonly graceSeconds: number;
  /** Default endpoint first. */
  endpoints(configuration: ServiceConfiguration): Readonly<Record<string, EndpointKind>>;
  /** What is wrong with the configuration, each in one sentence; empty where all is well. */
  problems?(configuration: ServiceConfiguration): readonly string[];
  /** Null where nothing runs: its volume is all there is. */
  readonly container: ((context: ServiceContext) => ServiceContainer) | null;
}
