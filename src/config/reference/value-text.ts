import { z } from 'zod';

/** What may be written for a schema, in a few words: `text`, `whole number, 1 to 86400`, `list of text`. */
export function valueText(schema: z.core.$ZodType): string {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodString) return 'text';
  if (inner instanceof z.ZodNumber) return numberText(inner);
  if (inner instanceof z.ZodBoolean) return '`true` or `false`';
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`${option}\``).join(', ');
  if (inner instanceof z.ZodNull) return 'nothing';
  if (inner instanceof z.ZodArray) return `list of ${grouped(inner.element)}`;
  if (inner instanceof z.ZodRecord) return `mapping of names to ${grouped(inner.valueType)}`;
  if (inner instanceof z.ZodObject) return 'mapping';
  if (inner instanceof z.ZodUnion) return [...new Set(inner.options.map(valueText))].join(', or ');
  return 'anything';
}

/** Several forms within a list or mapping are held together. */
function grouped(schema: z.core.$ZodType): string {
  const text = valueText(schema);
  return unwrap(schema) instanceof z.ZodUnion ? `(${text})` : text;
}

function numberText(schema: z.ZodNumber): string {
  const { minValue, maxValue } = schema;
  const bounded = (value: number | null) => value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const kind = schema.isInt ? 'whole number' : 'number';
  if (bounded(minValue) && bounded(maxValue)) return `${kind}, ${minValue} to ${maxValue}`;
  return bounded(minValue) ? `${kind}, at least ${minValue}` : kind;
}

/** The schema behind what may be left out, empty or filled in. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wraps =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return wraps ? unwrap(schema.unwrap()) : schema;
}

/** What a schema says of itself, or what the one that it wraps does. */
export function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta {
  const own = z.globalRegistry.get(schema) ?? {};
  const wraps =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return wraps ? { ...metaOf(schema.unwrap()), ...own } : own;
}

/** `required`, the default in code marks, or nothing where a key may simply be left out. */
export function whenLeftOut(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodDefault) return `\`${JSON.stringify(schema.def.defaultValue)}\``;
  return schema instanceof z.ZodOptional ? '' : 'required';
}
