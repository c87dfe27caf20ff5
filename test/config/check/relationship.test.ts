import { describe, expect, it } from 'vitest';
import { errors, onlyProblem, parse } from '../expectations.ts';

const text = (relationships: string, more = '') =>
  `applications:\n  web: {type: "nodejs:24"}\ntasks:\n  report:\n    type: nodejs:24\n    run: {command: x}\n    relationships: ${relationships}\n${more}`;
const db = 'services: {db: {type: "postgresql:18"}}\n';

describe('a relationship to a service', () => {
  it.each([
    ['{db: }', { service: 'db', endpoint: null }],
    ['{db: "db:postgresql"}', { service: 'db', endpoint: 'postgresql' }],
    ['{db: db}', { service: 'db', endpoint: null }],
    ['{db: {service: db, endpoint: reader}}', { service: 'db', endpoint: 'reader' }],
    ['{db: {endpoint: reader}}', { service: 'db', endpoint: 'reader' }],
  ])('may be written as %s', (written, target) => {
    const { definition } = parse(text(written, db));
    expect(definition?.tasks.report?.relationships.db).toEqual(target);
  });

  it('of its own name needs one', () => {
    const problem = onlyProblem(text('{cache: }'));
    expect(problem).toMatchObject({ code: 'unknown_name', line: 7, column: 21 });
    expect(problem.message).toBe('The relationship `cache` is empty, and there is no service of that name.');
  });

  it('that is not defined is an error with what is', () => {
    const problem = onlyProblem(text('{x: "cache:redis"}'));
    expect(problem).toMatchObject({
      code: 'unknown_name',
      line: 7,
      column: 24,
      hint: 'Services and applications: web.',
    });
  });

  it('that is misspelt is an error with the nearest name', () => {
    expect(onlyProblem(text('{x: "wep:http"}')).hint).toBe('Did you mean `web`?');
  });
});

describe('a relationship to an application', () => {
  it('names its endpoint', () => {
    const { definition } = parse(text('{app: "web:http"}'));
    expect(definition?.tasks.report?.relationships.app).toEqual({ service: 'web', endpoint: 'http' });
  });

  it.each([
    ['{app: web}', '7:26'],
    ['{app: {service: web}}', '7:21'],
    ['{web: }', '7:21'],
  ])('cannot do without it: %s', (written, place) => {
    const problem = onlyProblem(text(written));
    expect(`${problem.line}:${problem.column} ${problem.code}`).toBe(`${place} missing_endpoint`);
    expect(problem.hint).toBe('Write `"web:http"`.');
  });

  it('has no other endpoint', () => {
    expect(errors(text('{app: "web:ftp"}'))).toEqual([
      '7:26 unknown_endpoint tasks.report.relationships.app',
    ]);
  });
});

describe('a relationship to a task', () => {
  it('is an error that names both ends', () => {
    const problem = onlyProblem(
      'applications:\n  web:\n    type: nodejs:24\n    relationships: {job: "report:http"}\n' +
        'tasks: {report: {type: "nodejs:24", run: {command: x}}}\n',
    );
    expect(problem).toMatchObject({ code: 'relationship_to_task', line: 4, column: 26 });
    expect(problem.message).toContain('`applications.web.relationships.job` leads to `tasks.report`');
    expect(problem.hint).toContain('{type: task, resource: report, action: operate}');
  });

  it.each([
    ['another task', text('{r: "report:http"}'), '7:24'],
    [
      'a service',
      text('{}', 'services:\n  proxy: {type: "varnish:8.0", relationships: {r: report}}\n'),
      '9:51',
    ],
  ])('is an error from %s too', (_, written, place) => {
    expect(errors(written).map((it) => it.split(' ').slice(0, 2).join(' '))).toEqual([
      `${place} relationship_to_task`,
    ]);
  });
});
