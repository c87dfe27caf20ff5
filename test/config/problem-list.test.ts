import { expect, it } from 'vitest';
import { app, parse } from './expectations.ts';

it('shows a hundred problems and counts the rest', () => {
  const { problems } = parse(app + Array.from({ length: 250 }, (_, i) => `key${i}: 1\n`).join(''));
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toMatchObject({
    code: 'too_many_problems',
    message: 'There are 150 more problems.',
  });
});

it('does not let warnings crowd out an error', () => {
  const services = Array.from({ length: 150 }, (_, i) => `  s${i}: {type: "redis:8.0"}\n`).join('');
  const { definition, problems } = parse(`${app}services:\n${services}rout: {}\n`);
  expect(definition).toBeNull();
  expect(problems.filter((problem) => problem.code === 'unknown_key')).toMatchObject([{ path: 'rout' }]);
});
