import { z } from 'zod';

/** One key of the settings file. */
export interface SettingsKey {
  readonly section: string;
  readonly name: string;
  readonly schema: z.core.$ZodType;
  readonly meta: z.core.GlobalMeta;
}

/** The sections of a settings schema, with what each says of itself. */
export function sectionsOf(schema: z.ZodObject): readonly (readonly [string, z.core.$ZodType])[] {
  return Object.entries(schema.shape);
}

/** Every key of a section, in the order they are declared. */
export function keysOf(section: string, schema: z.core.$ZodType): readonly SettingsKey[] {
  const object = objectIn(schema);
  if (object === null) return [];
  return Object.entries(object.shape).map(([name, key]) => ({
    section,
    name,
    schema: key,
    meta: metaOf(key),
  }));
}

/** What a schema says of itself, or what the schema that it wraps does. */
export function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta {
  const inner = innerOf(schema);
  return { ...(inner === null ? {} : metaOf(inner)), ...z.globalRegistry.get(schema) };
}

/** The mapping that defaults and transforms are wrapped around, or null. */
export function objectIn(schema: z.core.$ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodObject) return schema;
  const inner = innerOf(schema);
  return inner === null ? null : objectIn(inner);
}

/** The value that a key has when the file leaves it out; undefined where nothing is written down for it. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  return schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (schema instanceof z.ZodPipe) return schema.in;
  const wraps =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return wraps ? schema.unwrap() : null;
}
