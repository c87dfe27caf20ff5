import { expect, it } from 'vitest';
import { errors, onlyProblem } from '../expectations.ts';

const application = (name: string, to: string, rest = '') =>
  `  ${name}: {type: "nodejs:24", relationships: {x: "${to}:http"}${rest}}\n`;

it('applications that need one another are an error that shows the way round', () => {
  const problem = onlyProblem(
    `applications:\n${application('a', 'b')}${application('b', 'c')}${application('c', 'a')}`,
  );
  expect(problem).toMatchObject({ code: 'relationship_cycle', line: 4, column: 45 });
  expect(problem.message).toContain('a → b → c → a');
});

it('an application that needs itself is an error', () => {
  expect(errors(`applications:\n${application('a', 'a')}`)).toEqual([
    '2:45 relationship_cycle applications.a.relationships.x',
  ]);
});

it('two ways round are two errors', () => {
  const text = `applications:\n${['ab', 'ba', 'cd', 'dc'].map(([from, to]) => application(from ?? '', to ?? '')).join('')}`;
  expect(errors(text).map((it) => it.split(' ')[0])).toEqual(['3:45', '5:45']);
});

it('a way round through a service is an error', () => {
  const text =
    'applications:\n  a: {type: "nodejs:24", relationships: {cache: "varnish:http"}}\n' +
    'services:\n  varnish: {type: "varnish:8.0", relationships: {app: "a:http"}}\n';
  expect(errors(text)).toEqual(['4:55 relationship_cycle services.varnish.relationships.app']);
});

it('two ways to the same application are fine', () => {
  const text = `applications:\n${application('a', 'c')}${application('b', 'c')}  c: {type: "nodejs:24"}\n`;
  expect(errors(text)).toEqual([]);
});

it('a worker may call its own application', () => {
  const worker = '{type: "nodejs:24", workers: {w: {commands: {start: x}, relationships: {app: "a:http"}}}}';
  expect(errors(`applications:\n  a: ${worker}\n`)).toEqual([]);
});
