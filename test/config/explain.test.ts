import { describe, expect, it } from 'vitest';
import { app, errors, onlyProblem } from './expectations.ts';

const task = (keys: string) => `${app}tasks:\n  report:\n    type: nodejs:24\n    run: {command: x}\n${keys}`;
const run = (keys: string) => `${app}tasks:\n  report:\n    type: nodejs:24\n    run: ${keys}\n`;

describe('a key that is not known', () => {
  it('is an error with the nearest one', () => {
    const problem = onlyProblem(task('    mount: {}\n'));
    expect(problem).toMatchObject({ code: 'unknown_key', line: 6, column: 5, path: 'tasks.report.mount' });
    expect(problem.hint).toBe('Did you mean `mounts`?');
  });

  it('and near no other is an error with all that are', () => {
    expect(onlyProblem(run('{command: x, entrypoint: y}')).hint).toMatch(/^Known keys: command, timeout/);
  });

  it('inside one of several forms is found', () => {
    const text = task('    relationships:\n      w: {service: web, endpoint: http, endpont: x}\n');
    expect(errors(text)).toEqual(['7:41 unknown_key tasks.report.relationships.w.endpont']);
  });

  it('in an item of a list is found', () => {
    const text = task('    authorizations: [{type: env, action: view, resorce: x}]\n');
    expect(onlyProblem(text)).toMatchObject({ line: 6, column: 48, hint: 'Did you mean `resource`?' });
  });
});

describe('what a task must have', () => {
  it('is a type', () => {
    expect(errors(`${app}tasks:\n  report:\n    run: {command: x}\n`)).toEqual([
      '3:3 missing_key tasks.report.type',
    ]);
  });

  it('is a run', () => {
    expect(errors(`${app}tasks:\n  report:\n    type: nodejs:24\n`)).toEqual([
      '3:3 missing_key tasks.report.run',
    ]);
  });

  it('is a command', () => {
    expect(errors(run('{timeout: 5}'))).toEqual(['5:5 missing_key tasks.report.run.command']);
  });

  it('is a command with something in it', () => {
    expect(onlyProblem(run('{command: "  "}'))).toMatchObject({
      line: 5,
      column: 20,
      message: 'Must not be empty.',
    });
  });
});

describe('a timeout', () => {
  it('is at most a day', () => {
    const problem = onlyProblem(run('{command: x, timeout: 86401}'));
    expect(problem).toMatchObject({ line: 5, column: 32, path: 'tasks.report.run.timeout' });
    expect(problem.message).toBe('Must be less than or equal to 86400.');
  });

  it('is at least a second', () => {
    expect(onlyProblem(run('{command: x, timeout: 0}')).message).toBe('Must be greater than or equal to 1.');
  });

  it('is a whole number', () => {
    expect(onlyProblem(run('{command: x, timeout: 1.5}')).message).toBe(
      'Must be a whole number, not the number `1.5`.',
    );
  });

  it('has no unit', () => {
    expect(onlyProblem(run('{command: x, timeout: 10m}'))).toMatchObject({
      message: 'Must be a number, not text.',
      hint: 'Write a whole number, without quotes or unit.',
    });
  });

  it('may be the longest and the shortest there is', () => {
    expect(errors(run('{command: x, timeout: 86400}'))).toEqual([]);
    expect(errors(run('{command: x, timeout: 1}'))).toEqual([]);
  });
});

describe('a value of the wrong kind', () => {
  it('is a number where text is meant, and belongs in quotes', () => {
    const problem = onlyProblem(run('{command: 24}'));
    expect(problem).toMatchObject({
      code: 'wrong_type',
      line: 5,
      column: 20,
      hint: 'Put it in quotes: `"24"`.',
    });
    expect(problem.message).toBe('Must be text, not the number `24`.');
  });

  it('is text where a mapping is meant', () => {
    expect(errors(run('node report.js'))).toEqual(['5:10 wrong_type tasks.report.run']);
  });

  it('is a mapping where a list is meant, shown at its key', () => {
    expect(errors(task('    authorizations: {type: env}\n'))).toEqual([
      '6:5 wrong_type tasks.report.authorizations',
    ]);
  });

  it('is none of several forms', () => {
    const problem = onlyProblem(task('    relationships: {db: [x]}\n'));
    expect(problem).toMatchObject({ line: 6, column: 21, code: 'wrong_type' });
    expect(problem.message).toBe(
      'Must be `name:endpoint`, a mapping with `service` and `endpoint`, or empty.',
    );
  });

  it('is a word that is not one of those allowed', () => {
    const problem = onlyProblem(task('    mounts: {work: {source: instanc}}\n'));
    expect(problem).toMatchObject({ line: 6, column: 29, hint: 'Did you mean `instance`?' });
  });

  it('is a variable outside of a group', () => {
    expect(errors(task('    variables: {FOO: bar}\n'))).toEqual([
      '6:22 wrong_type tasks.report.variables.FOO',
    ]);
  });
});
