import { describe, expect, it } from 'vitest';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { largestTriggerBytes, normalizeTriggerVariables } from '../../src/task/trigger-variables.ts';

const none = { env: {}, other: {} };

function refusal(variables: unknown): ErrandError {
  try {
    normalizeTriggerVariables({ variables });
  } catch (error) {
    if (error instanceof ErrandError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the variables of a trigger', () => {
  it.each([
    ['no body', undefined, none],
    ['null', null, none],
    ['an empty body', {}, none],
    ['no variables', { variables: {} }, none],
    ['empty maps as PHP writes them', { variables: [] }, none],
    ['an empty group as PHP writes it', { variables: { env: [] } }, none],
    ['the flat shape', { variables: { BATCH_SIZE: '100' } }, { env: { BATCH_SIZE: '100' }, other: {} }],
    [
      'the shape by prefix',
      { variables: { env: { AGENT_PROMPT: 'hi' } } },
      { env: { AGENT_PROMPT: 'hi' }, other: {} },
    ],
    ['both mixed', { variables: { A: 'a', env: { B: 'b' } } }, { env: { A: 'a', B: 'b' }, other: {} }],
    [
      'an API name',
      { variables: { 'env:A': 'a', 'php:x': 1 } },
      { env: { A: 'a' }, other: { php: { x: 1 } } },
    ],
    ['a flat variable named env', { variables: { env: 'x' } }, { env: { env: 'x' }, other: {} }],
    [
      'another group',
      { variables: { php: { 'a.b': { c: [1] } } } },
      { env: {}, other: { php: { 'a.b': { c: [1] } } } },
    ],
    ['keys beside variables', { retries: 3 }, none],
  ])('may come as %s', (_, body, expected) => {
    expect(normalizeTriggerVariables(body)).toEqual(expected);
  });

  it('become JSON in the environment where they are not text', () => {
    expect(
      normalizeTriggerVariables({ variables: { A: 1, B: true, C: [1, 'x'], env: { D: { e: null } } } }).env,
    ).toEqual({
      A: '1',
      B: 'true',
      C: '[1,"x"]',
      D: '{"e":null}',
    });
  });

  it('may set what the platform sets', () => {
    expect(normalizeTriggerVariables({ variables: { PLATFORM_BRANCH: 'x', PATH: '/x' } }).env).toEqual({
      PLATFORM_BRANCH: 'x',
      PATH: '/x',
    });
  });

  it('do not reach the prototype of what holds them', () => {
    const body: unknown = JSON.parse('{"variables": {"__proto__": {"a": 1}, "env": {"__proto__": "x"}}}');
    const { env, other } = normalizeTriggerVariables(body);
    expect(Object.entries(env)).toEqual([['__proto__', 'x']]);
    expect(Object.entries(other)).toEqual([['__proto__', { a: 1 }]]);
    expect('a' in {}).toBe(false);
  });
});

describe('a trigger is refused', () => {
  it.each([
    ['a list', [1]],
    ['text', 'A=1'],
    ['a number', 5],
  ])('where variables are %s', (_, variables) => {
    expect(refusal(variables)).toMatchObject({ code: 'request_invalid' });
  });

  it('where the body is no object', () => {
    expect(() => normalizeTriggerVariables('A=1')).toThrow(
      'The body of a trigger must be a JSON object, not a string.',
    );
  });

  it.each(['1A', 'A-B', 'A B', '', 'A=B', 'é'])('where "%s" should name an environment variable', (name) => {
    expect(refusal({ [name]: 'x' })).toMatchObject({ code: 'request_invalid', details: { variable: name } });
  });

  it('where a name of another group has other characters', () => {
    expect(refusal({ php: { 'a b': 1 } }).details).toEqual({ variable: 'php:a b' });
    expect(refusal({ 'p p': { a: 1 } }).details).toEqual({ variable: 'p p:a' });
  });

  it('where a value has a NUL byte, without repeating the value', () => {
    const error = refusal({ KEY: 'secret\0' });
    expect(error.message).toBe('The value of KEY has a NUL byte, which no environment variable can hold.');
  });

  it.each(['LD_PRELOAD', 'LD_AUDIT'])('where it sets %s, which acts on the container itself', (name) => {
    expect(refusal({ [name]: '/tmp/x.so' }).details).toEqual({ variable: name });
  });

  it('where one variable comes twice', () => {
    expect(refusal({ A: '1', env: { A: '2' } }).message).toBe('The variable env:A is given twice.');
  });

  it('where a variable is longer than Linux takes (P11), by one byte', () => {
    const longest = 128 * 1024 - 'A='.length - 1;
    expect(normalizeTriggerVariables({ variables: { A: 'x'.repeat(longest) } }).env.A).toHaveLength(longest);
    const error = refusal({ A: 'x'.repeat(longest + 1) });
    expect(error.details).toEqual({ variable: 'A', limitBytes: 131072, bytes: 131073 });
    expect(error.message).toContain('The variable A takes 131073 bytes');
  });

  it('counts bytes, not characters', () => {
    expect(refusal({ A: 'é'.repeat(65536) }).details).toMatchObject({ variable: 'A' });
  });

  it('where the other groups do not fit into PLATFORM_VARIABLES', () => {
    expect(refusal({ php: { a: 'x'.repeat(100_000) } }).details).toMatchObject({
      variable: 'PLATFORM_VARIABLES',
    });
  });

  it('where all together are too much', () => {
    const variables = Object.fromEntries(
      Array.from({ length: 11 }, (_, n) => [`V${n}`, 'x'.repeat(100_000)]),
    );
    expect(refusal(variables).details).toMatchObject({ limitBytes: largestTriggerBytes });
  });
});
