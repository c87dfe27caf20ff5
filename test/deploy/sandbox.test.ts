import { expect, test } from 'vitest';
import { checkSandbox, sandboxWarning } from '../../src/deploy/sandbox.ts';
import { app, parse } from '../config/expectations.ts';

function definitionWith(runtime: string) {
  const { definition } = parse(
    `${app}tasks: {job: {type: "nodejs:24", runtime: ${runtime}, run: {command: x}}}\n`,
  );
  if (definition === null) throw new Error('the configuration has errors');
  return definition;
}
const asking = definitionWith('{sandbox: true}');

test('a sandbox is refused with its place where the operator does not allow it', () => {
  expect(() => checkSandbox(asking, false)).toThrow(
    /^tasks\.job\.runtime\.sandbox: .*containers\.sandbox: off/,
  );
  expect(() => checkSandbox(asking, true)).not.toThrow();
});

test.each(['{}', '{sandbox: false}'])('who does not ask for one is not refused: %s', (runtime) => {
  expect(() => checkSandbox(definitionWith(runtime), false)).not.toThrow();
  expect(sandboxWarning(definitionWith(runtime), 'a=b')).toBe(null);
});

test('one that the kernel has something against is warned of, with what', () => {
  expect(sandboxWarning(asking, 'kernel.x=1')).toMatch(/^tasks\.job\.runtime\.sandbox: .*kernel\.x=1/);
  expect(sandboxWarning(asking, null)).toBe(null);
});
