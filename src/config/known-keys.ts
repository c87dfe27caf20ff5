import { z } from 'zod';
import type { ConfigPath } from './config-path.ts';

/** The keys that a schema knows at a path; none where it takes any key, or no mapping at all. */
export function knownKeys(schema: z.core.$ZodType, path: ConfigPath): readonly string[] {
  const [segment, ...rest] = path;
  if (schema instanceof z.ZodPipe) return knownKeys(schema.in, path);
  if (isWrapper(schema)) return knownKeys(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => knownKeys(option, path));
  if (schema instanceof z.ZodObject) {
    if (segment === undefined) return Object.keys(schema.shape);
    const below: z.core.$ZodType | undefined = schema.shape[segment];
    return below === undefined ? [] : knownKeys(below, rest);
  }
  if (segment === undefined) return [];
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest);
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, rest);
  return [];
}

function isWrapper(
  schema: z.core.$ZodType,
): schema is z.ZodOptional | z.ZodNullable | z.ZodDefault | z.ZodPrefault {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  );
}
