import { createHash } from 'node:crypto';

/** Everything that a build's result depends on. */
export interface BuildInputs {
  /** Hash of the git tree of `source.root`. */
  readonly sourceTree: string;
  readonly imageReference: string;
  readonly hook: string | null;
  readonly environment: Readonly<Record<string, string>>;
}

/** Differ between pushes of the same sources, so a slug must not depend on them. */
const volatileVariables = new Set(['PLATFORM_TREE_ID']);

/** The slug's name, 40 hex digits: the same inputs give the same name, so an unchanged workload is not built again. */
export function slugKey({ sourceTree, imageReference, hook, environment }: BuildInputs): string {
  const variables = Object.entries(environment)
    .filter(([name]) => !volatileVariables.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify([sourceTree, imageReference, hook, variables]);
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
