import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../../src/config/reference/json-schema.ts';
import { config } from '../../../src/config/schema/config.ts';
import { fixture } from '../expectations.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const wrong: readonly Json[] = [null, true, -7, 1.5, 'text', '', [], ['x'], {}, { anything: 1 }];

/** A value with each of its parts, one at a time, replaced by something else, and each mapping with a key more. */
function* variations(value: Json): Generator<Json> {
  yield* wrong;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) for (const other of variations(item)) yield value.with(i, other);
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, unheard_of: 1 };
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as Record<string, Json>;
      yield rest;
      for (const other of variations(item)) yield { ...value, [key]: other };
    }
  }
}

/** Only the checks across keys know of these. */
const beyondTheSchema = (value: Json): Json =>
  JSON.parse(JSON.stringify(value, (key, part) => (key.startsWith('.') ? undefined : part)));

describe('the JSON Schema and the language', () => {
  const schema = configJsonSchema();
  if (typeof schema !== 'object' || schema === null) throw new Error('a JSON Schema is a document');
  const validate = new Ajv({ strict: false }).compile(schema);
  const typed = { anyOf: [{ required: ['type'] }, { required: ['stack'] }] };

  test.each(['agent', 'shop', 'composable'])('agree on every variation of %s', (name) => {
    const right: Json = beyondTheSchema(parse(fixture(name), { merge: true }));
    const disagreed: string[] = [];
    let count = 0;
    for (const value of variations(right)) {
      count += 1;
      const byCode = config.safeParse(value).success && hasTypes(value);
      if (byCode !== validate(value))
        disagreed.push(JSON.stringify({ byCode, errors: validate.errors, value }));
    }
    expect(count).toBeGreaterThan(100);
    expect(disagreed.slice(0, 3)).toEqual([]);
  });

  const hasType = new Ajv({ strict: false }).compile({
    properties: { applications: { additionalProperties: typed }, tasks: { additionalProperties: typed } },
  });
  const hasTypes = (value: Json) => hasType(value);
});
