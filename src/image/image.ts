import type { RootFilesystem } from '../container/container-spec.ts';

/** What a `type` resolved to: a root filesystem that holds the runtime asked for. */
export interface Image {
  /** What it is, with its exact version, the same for the same content: `nodejs 26.10.0 on debian 12`. */
  readonly reference: string;
  readonly rootfs: RootFilesystem;
  /** Folders inside that come first in PATH. */
  readonly pathPrefix: readonly string[];
  /** Variables that the image sets for its programs, such as JAVA_HOME; anything else wins over them. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the developer ought to know: that this is not the version asked for. */
  readonly warning: string | null;
}

/** A `type` of the configuration, taken apart: `nodejs:24` is name `nodejs`, version `24`. */
export interface RuntimeType {
  readonly name: string;
  readonly version: string;
}

/** One question to the sources of images. */
export interface ImageRequest {
  readonly type: RuntimeType;
  /** Why each source that was asked has none. */
  readonly tried: string[];
  readonly log: ((line: string) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Something that may provide images. */
export interface ImageSource {
  /** Null: not this type or version; the reason goes into `tried`. */
  resolve(request: ImageRequest): Promise<Image | null>;
  /** What it has of the type in any version, without fetching anything. */
  others(type: RuntimeType): Promise<readonly OtherVersion[]>;
}

export interface OtherVersion {
  readonly version: string;
  open(): Promise<Image | null>;
}

export function parseType(type: string): RuntimeType {
  const [name = '', version = ''] = type.split(':');
  return { name, version };
}

/** Whether an exact version is what was asked for: `26.10.0` is a `26` and a `26.10`, not a `2`. */
export function versionMatches(asked: string, exact: string): boolean {
  return exact === asked || exact.startsWith(`${asked}.`);
}
