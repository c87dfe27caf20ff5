import type { RootFilesystem } from '../container/container-spec.ts';

/** What a `type` resolved to: a root filesystem that holds the runtime asked for. */
export interface Image {
  /** What it is, with its exact version, the same for the same content: `nodejs 26.10.0 on debian 12`. */
  readonly reference: string;
  readonly rootfs: RootFilesystem;
  /** Folders inside that come first in PATH. */
  readonly pathPrefix: readonly string[];
}

/** Something that may provide images. Null: not this type or version; the reason goes into `tried`. */
export interface ImageSource {
  resolve(type: RuntimeType, tried: string[]): Promise<Image | null>;
}

/** A `type` of the configuration, taken apart: `nodejs:24` is name `nodejs`, version `24`. */
export interface RuntimeType {
  readonly name: string;
  readonly version: string;
}

export function parseType(type: string): RuntimeType {
  const [name = '', version = ''] = type.split(':');
  return { name, version };
}

/** Whether an exact version is what was asked for: `26.10.0` is a `26` and a `26.10`, not a `2`. */
export function versionMatches(asked: string, exact: string): boolean {
  return exact === asked || exact.startsWith(`${asked}.`);
}
