import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { config } from '../../../src/config/schema/config.ts';
import { fixture } from '../expectations.ts';

const jsonSchema = z.toJSONSchema(config, { io: 'input', target: 'draft-7' });

describe('the JSON Schema that is made of the language', () => {
  const validate = new Ajv({ strict: false }).compile(jsonSchema);

  it.each(['agent', 'shop', 'composable'])('accepts what is right: %s', (name) => {
    validate(parseYaml(fixture(name), { merge: true }));
    expect(validate.errors).toBeNull();
  });

  it.each([
    { applications: {}, task: {} },
    { applications: {}, tasks: { t: { type: 'nodejs:24' } } },
    { applications: {}, tasks: { t: { type: 'nodejs:24', run: { command: 'x', timeout: 90_000 } } } },
    { tasks: {} },
  ])('refuses what is not: %j', (value) => {
    expect(validate(value)).toBe(false);
  });
});

it('describes every key of a task', () => {
  const task = config.shape.tasks.unwrap().unwrap().valueType;
  for (const [key, value] of Object.entries(task.shape))
    expect(value.description, key).toEqual(expect.any(String));
});

it('describes every key of an application', () => {
  const { shape } = config.shape.applications.valueType;
  for (const [key, value] of Object.entries(shape))
    expect(value.description, key).toEqual(expect.any(String));
});
