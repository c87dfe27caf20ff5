import { check } from './check/all.ts';
import { combine } from './combine.ts';
import { configInvalid, configMissing } from './config-error.ts';
import { define } from './define/definition.ts';
import type { Definition } from './definition.ts';
import { warnOfDeprecated } from './deprecated.ts';
import { explain } from './explain.ts';
import type { Finding } from './finding.ts';
import type { ConfigProblem } from './problem.ts';
import { problemList } from './problem-list.ts';
import { config } from './schema/config.ts';
import { type ConfigFile, sourceText } from './source-text.ts';
import { type ConfigNode, plain, select } from './tree.ts';
import { warnOfUnfinished } from './unfinished.ts';

export type { ConfigFile, ConfigProblem };

export interface ParsedConfig {
  /** Null where a problem is an error. */
  readonly definition: Definition | null;
  /** Everything that is wrong, in file order, errors and warnings. */
  readonly problems: readonly ConfigProblem[];
}

/**
 * What the files of a project's `.upsun/` say together, and all that is wrong with them. Never throws; no files are
 * taken for one that is empty.
 */
export function parseConfig(files: readonly ConfigFile[]): ParsedConfig {
  const { tree, findings, complete } = combine(
    files.length === 0 ? [sourceText(emptyFile, 0)] : files.map(sourceText),
  );
  const read = config.safeParse(plain(tree));
  const all: readonly Finding[] = [
    ...findings,
    ...(read.success ? [] : explain(read.error.issues, tree, config)).filter(
      ({ path }) => !isBuiltIn(tree, path),
    ),
    ...(complete ? check(tree) : []),
    ...warnOfUnfinished(tree),
    ...warnOfDeprecated(tree),
  ];
  const failed = !read.success || all.some((finding) => finding.severity === 'error');
  return { definition: failed ? null : define(read.data), problems: problemList(all) };
}

/**
 * The definition and the warnings. Throws `config_missing`, or `config_invalid` with every problem in its message
 * and, as `ConfigProblem`s, in `details.problems`.
 */
export function loadDefinition(files: readonly ConfigFile[]): {
  readonly definition: Definition;
  readonly warnings: readonly ConfigProblem[];
} {
  if (files.length === 0) throw configMissing();
  const { definition, problems } = parseConfig(files);
  if (definition === null) throw configInvalid(problems);
  return { definition, warnings: problems };
}

/** A built-in task has no keys of its own, so none of them is missing. */
function isBuiltIn(tree: ConfigNode, path: Finding['path']): boolean {
  return path[0] === 'tasks' && select(tree, 'tasks.*.base').some((base) => base.path[1] === path[1]);
}

const emptyFile: ConfigFile = { path: '.upsun/config.yaml', text: '' };
