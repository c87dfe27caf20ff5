import { expect, it } from 'vitest';
import { defineStack } from '../../../src/config/define/stack.ts';

const node = { name: 'nodejs@24', settings: {} };
const python = { name: 'python@3.14', settings: { extensions: ['uv'] } };

it('is empty where nothing is written', () => {
  expect(defineStack(undefined)).toEqual([]);
  expect(defineStack(null)).toEqual([]);
});

it('is the same however it is written', () => {
  const settings = { 'python@3.14': { extensions: ['uv'] } };
  expect(defineStack('nodejs@24')).toEqual([node]);
  expect(defineStack(['nodejs@24', settings])).toEqual([node, python]);
  expect(defineStack({ 'nodejs@24': null, ...settings })).toEqual([node, python]);
  expect(defineStack({ runtimes: ['nodejs@24', settings] })).toEqual([node, python]);
});

it('has packages with their channel', () => {
  const written = { packages: ['yarn', { package: 'wkhtmltopdf', channel: 'unstable' }] };
  expect(defineStack(written)).toEqual([
    { name: 'yarn', settings: {} },
    { name: 'wkhtmltopdf', settings: { channel: 'unstable' } },
  ]);
});
