import { createHmac } from 'node:crypto';
import type { BuildStep } from './steps.ts';

/** Everything that a build's result depends on. */
export interface BuildInputs {
  /** Hash of the git tree of `source.root`. */
  readonly sourceTree: string;
  readonly imageReference: string;
  readonly steps: readonly BuildStep[];
  /** What the steps see; the tree of the whole repository is not in it, since it differs between pushes of the same sources. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that the slug holds for mounts. */
  readonly mountPoints: readonly string[];
  /** Changes when the project's build cache is cleared. */
  readonly generation: string;
}

/**
 * The slug's name, 40 hex digits: the same inputs give the same name, so an unchanged workload is not built again. Among
 * the inputs are secrets that the build sees; without the server's key nobody can try out which.
 */
export function slugKey(inputs: BuildInputs, key: Uint8Array): string {
  const { sourceTree, imageReference, steps, environment, mountPoints, generation } = inputs;
  const variables = Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1));
  const commands = steps.map(({ command }) => command);
  const text = JSON.stringify([sourceTree, imageReference, commands, variables, mountPoints, generation]);
  return createHmac('sha256', key).update(text).digest('hex').slice(0, 40);
}
