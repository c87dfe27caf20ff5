import type { z } from 'zod';
import type { ConfigPath } from './config-path.ts';
import { error, type Finding } from './finding.ts';
import { knownKeys } from './known-keys.ts';
import { listed, nearest, suggest } from './nearest.ts';
import type { ProblemCode } from './problem.ts';
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
  return error('missing_key', { place: node.key ?? node.at, path }, `\`${key}\` is required.`, `Add \`${key}\`.`);
}

interface Told {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string | null;
}

function describe(issue: Issue, node: ConfigNode): Told {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, node);
    case 'too_big':
      return { code: 'wrong_value', message: `Must be less than or equal to ${issue.maximum}.`, hint: null };
    case 'too_small':
      return { code: 'wrong_value', message: `Must be greater than or equal to ${issue.minimum}.`, hint: null };
    case 'invalid_value':
      return notOneOf(issue.values.map(String), node);
    case 'invalid_union':
      return { code: 'wrong_type', message: issue.message, hint: null };
    default:
      return { code: 'wrong_value', message: issue.message, hint: null };
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
};

function wrongType(expected: string, node: ConfigNode): Told {
  const message = `Must be ${kinds[expected] ?? expected}, not ${kindOf(node)}.`;
  return { code: 'wrong_type', message, hint: howToWrite(expected, node) };
}

function howToWrite(expected: string, node: ConfigNode): string | null {
  const { content } = node;
  if (content.kind !== 'scalar') return expected === 'array' ? 'Begin each item with `- `.' : null;
  if (content.value === null) return 'Give it a value, or remove the key.';
  if (expected === 'string') return `Put it in quotes: \`"${String(content.value)}"\`.`;
  if (expected === 'int' && typeof content.value === 'string') return 'Write the number without quotes or unit.';
  return null;
}

function kindOf(node: ConfigNode): string {
  const { content } = node;
  if (content.kind === 'list') return 'a list';
  if (content.kind === 'map') return 'a mapping';
  if (content.value === null) return 'empty';
  if (typeof content.value === 'string') return 'text';
  return `the ${typeof content.value === 'boolean' ? 'value' : 'number'} \`${String(content.value)}\``;
}

function notOneOf(values: readonly string[], node: ConfigNode): Told {
  const written = node.content.kind === 'scalar' ? node.content.value : undefined;
  const near = typeof written === 'string' ? nearest(written, values) : null;
  return {
    code: 'wrong_value',
    message: `Must be one of: ${listed(values)}.`,
    hint: near === null ? null : `Did you mean \`${near}\`?`,
  };
}
