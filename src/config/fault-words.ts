import type { z } from 'zod';
import { listed, nearest } from './nearest.ts';
import type { ProblemCode } from './problem.ts';
import type { ConfigNode } from './tree.ts';

/** A fault in words. */
export interface Told {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

/** What a schema found wrong with a value that is there, in words. */
export function describe(issue: z.core.$ZodIssue, node: ConfigNode): Told {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, node);
    case 'too_big':
      return {
        code: 'wrong_value',
        message: `Must be less than or equal to ${issue.maximum}.`,
        hint: `Write ${issue.maximum} or less.`,
      };
    case 'too_small':
      return {
        code: 'wrong_value',
        message: `Must be greater than or equal to ${issue.minimum}.`,
        hint: `Write ${issue.minimum} or more.`,
      };
    case 'invalid_value':
      return notOneOf(issue.values.map(String), node);
    case 'invalid_union':
      return { code: 'wrong_type', message: issue.message, hint: 'Write it in one of these forms.' };
    default:
      return { code: 'wrong_value', message: issue.message, hint: giveValue };
  }
}

const giveValue = 'Give it a value, or remove the key.';

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

function howToWrite(expected: string, node: ConfigNode): string {
  const { content } = node;
  if (content.kind === 'scalar' && content.value === null) return giveValue;
  if (expected === 'array') return 'Begin each item with `- `, on lines of their own.';
  if (expected === 'object' || expected === 'record')
    return 'Write its keys on the lines below it, indented.';
  if (content.kind !== 'scalar') return 'Write a single value after the colon.';
  if (expected === 'string') return `Put it in quotes: \`"${String(content.value)}"\`.`;
  if (expected === 'boolean') return 'Write `true` or `false`, without quotes.';
  return 'Write a whole number, without quotes or unit.';
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
    hint: near === null ? 'Write one of these.' : `Did you mean \`${near}\`?`,
  };
}
