import { inspect } from 'node:util';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { Secret } from '../../src/secret/secret.ts';

const text = 'correct-horse-battery';
const secret = new Secret(text);

test('a secret gives its text to whoever asks for it by name', () => {
  expect(secret.reveal()).toBe(text);
});

test.each([
  ['a template string', () => `${secret}`],
  ['String()', () => String(secret)],
  ['concatenation', () => `token: ${[secret].join()}`],
  ['a number', () => String(Number(secret))],
  ['JSON', () => JSON.stringify({ secret, list: [secret] })],
  ['the inspector', () => inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
  ['a copy of its properties', () => JSON.stringify({ ...secret })],
  ['a structured clone', () => inspect(structuredClone(secret))],
  ['the details of an error', () => inspect(new ErrandError('internal', 'broken', { details: { secret } }))],
])('%s does not show it', (_how, print) => {
  expect(print()).not.toContain(text);
});

test('pino writes [secret] in its place', () => {
  const lines: string[] = [];
  pino({}, { write: (line: string) => lines.push(line) }).info({ variable: { value: secret } }, 'set');
  expect(lines.join('')).toContain('"value":"[secret]"');
  expect(lines.join('')).not.toContain(text);
});
