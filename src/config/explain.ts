import type { z } from 'zod';
import type { ConfigPath } from './config-path.ts';
import { describe } from './fault-words.ts';
import { error, type Finding } from './finding.ts';
import { knownKeys } from './known-keys.ts';
import { suggest } from './nearest.ts';
import { reasonFor } from './reasons.ts';
import { type ConfigNode, nearestNode, nodeAt, placeOf } from './tree.ts';

type Issue = z.core.$ZodIssue;

/** What a schema found wrong with a tree, in words and with places. */
export function explain(
  issues: readonly Issue[],
  tree: ConfigNode,
  schema: z.core.$ZodType,
): readonly Finding[] {
  return issues.flatMap((issue) => explainIssue(issue, pathOf(issue), tree, schema));
}

function pathOf(issue: Issue): ConfigPath {
  return issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment));
}

function explainIssue(
  issue: Issue,
  path: ConfigPath,
  tree: ConfigNode,
  schema: z.core.$ZodType,
): readonly Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], tree, knownKeys(schema, path)));
  }
  if (issue.code === 'invalid_union') {
    const closest = closestOption(issue.errors);
    if (closest !== null) {
      return closest.flatMap((inner) => explainIssue(inner, [...path, ...pathOf(inner)], tree, schema));
    }
  }
  const node = nodeAt(tree, path);
  if (node === undefined) return [missingKey(path, tree)];
  const value = node.content.kind === 'scalar' ? node.content.value : undefined;
  const at = { place: placeOf(node), path };
  const reason = value === undefined ? undefined : reasonFor(path, value);
  if (reason !== undefined) return [error(reason.code, at, reason.message, reason.hint)];
  const told = describe(issue, node);
  return [error(told.code, at, told.message, told.hint)];
}

/** The one option of a union whose kind of value was written, if it is one. */
function closestOption(options: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const inside = options.filter((issues) => issues.every((issue) => !isWrongKind(issue)));
  return inside.length === 1 ? (inside[0] ?? null) : null;
}

function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type';
}

function unknownKey(path: ConfigPath, tree: ConfigNode, known: readonly string[]): Finding {
  const node = nearestNode(tree, path);
  const at = { place: node.key ?? node.at, path };
  const reason = reasonFor(path);
  if (reason !== undefined) return error(reason.code, at, reason.message, reason.hint);
  const key = String(path.at(-1));
  return error('unknown_key', at, `The key \`${key}\` is not known here.`, suggest(key, known, 'Known keys'));
}

function missingKey(path: ConfigPath, tree: ConfigNode): Finding {
  const key = String(path.at(-1));
  const node = nearestNode(tree, path);
  return error(
    'missing_key',
    { place: node.key ?? node.at, path },
    `\`${key}\` is required.`,
    `Add \`${key}\`.`,
  );
}
