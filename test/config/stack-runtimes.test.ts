import { expect, it } from 'vitest';
import { defineStack } from '../../src/config/define/stack.ts';
import { runtimes as known } from '../../src/config/image-types.ts';
import { runtimesOf } from '../../src/config/stack-runtimes.ts';
import { runtimes as provided } from '../../src/image/runtimes.ts';

const of = (type: string, stack: Parameters<typeof defineStack>[0]) =>
  runtimesOf({ type, stack: defineStack(stack) });

it('of a type are the type', () => {
  expect(of('nodejs:24', null)).toEqual(['nodejs:24']);
});

it('of a stack are those it names in a version, in order; packages are none', () => {
  const stack = { runtimes: ['php@8.5', { 'nodejs@24': { x: 1 } }], packages: ['vim', 'php@8.5', 'perl@5'] };
  expect(of('composable:25.11', stack)).toEqual(['php:8.5', 'nodejs:24']);
});

it('of a type with a stack are both, the type first', () => {
  expect(of('python:3.14', ['nodejs@24', 'composable@1'])).toEqual(['python:3.14', 'nodejs:24']);
});

it('have a row each where images are made', () => {
  expect(Object.keys(provided).toSorted()).toEqual(
    Object.keys(known)
      .filter((name) => name !== 'composable')
      .toSorted(),
  );
});
