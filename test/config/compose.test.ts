import { describe, expect, it } from 'vitest';
import { app, errors, onlyProblem, parse } from './expectations.ts';

const variables = (text: string) => parse(text).definition?.tasks.a?.variables;
const task = (rest: string) =>
  `${app}tasks: {a: {type: "nodejs:24", run: {command: x}, variables: ${rest}}}\n`;

describe('keys', () => {
  it('that are written twice are an error at the second', () => {
    const problem = onlyProblem(
      `${app}tasks:\n  a:\n    type: nodejs:24\n    run: {command: x}\n    type: php:8.5\n`,
    );
    expect(problem).toMatchObject({ code: 'duplicate_key', line: 6, column: 5, path: 'tasks.a.type' });
    expect(problem.message).toBe('`type` is written twice; the first is on line 4.');
  });

  it('that are numbers are names like any other', () => {
    expect(variables(task('{env: {8080: x}}'))).toEqual({ env: { 8080: 'x' } });
  });

  it('called `__proto__` are refused', () => {
    expect(errors(task('{env: {__proto__: {x: 1}}}'))).toEqual(['2:69 syntax tasks.a.variables.env']);
  });

  it('called `constructor` are names like any other', () => {
    expect(errors(`${app}tasks: {constructor: {type: "nodejs:24", run: {command: x}}}\n`)).toEqual([]);
  });
});

describe('values', () => {
  it('keep their kind', () => {
    const written = '{env: {TEXT: "1", NUMBER: 1.5, YES: true, NOTHING: , LIST: [1, {a: b}]}}';
    expect(variables(task(written))).toEqual({
      env: { TEXT: '1', NUMBER: 1.5, YES: true, NOTHING: null, LIST: [1, { a: 'b' }] },
    });
  });

  it('that are whole numbers too large to be exact stay as they are written', () => {
    expect(variables(task('{env: {ID: 12345678901234567890}}'))).toEqual({
      env: { ID: '12345678901234567890' },
    });
  });

  it('with a null character are refused, since no command or variable can hold one', () => {
    expect(errors(task('{env: {A: "x\\0"}}'))).toEqual(['2:72 wrong_value tasks.a.variables.env.A']);
  });
});

describe('aliases', () => {
  it('stand for what their anchor had when they were written', () => {
    const text = `${app}.x: [&v 1, &all {first: *v}, &v 2]\ntasks: {a: {type: "nodejs:24", run: {command: x}, variables: {env: *all, later: {v: *v}}}}\n`;
    expect(variables(text)).toEqual({ env: { first: 1 }, later: { v: 2 } });
  });

  it('without an anchor are an error with the nearest name', () => {
    const problem = onlyProblem(`${app}.base: &base {}\n.other: *bsae\n`);
    expect(problem).toMatchObject({ code: 'unknown_name', line: 3, column: 9, hint: 'Did you mean `base`?' });
  });

  it('that contain themselves are an error', () => {
    expect(errors(`${app}.x: &x {y: [*x]}\n`)).toEqual(['2:13 syntax [".x"].y[0]']);
  });

  it('of a faulty value are shown where the value is written', () => {
    const text = `${app}.run: &run {command: x, timeout: 0}\ntasks: {a: {type: "nodejs:24", run: *run}}\n`;
    expect(errors(text)).toEqual(['2:34 wrong_value tasks.a.run.timeout']);
  });
});

describe('merge keys', () => {
  it('bring in what the mapping does not say itself', () => {
    const text = `${app}.env: &env {A: 1, B: 1}\n${task('{env: {<<: *env, B: 2}}').slice(app.length)}`;
    expect(variables(text)).toEqual({ env: { A: 1, B: 2 } });
  });

  it('take several mappings, of which the earlier wins', () => {
    const text = `${app}.x: [&a {A: 1}, &b {A: 2, B: 2}]\n${task('{env: {<<: [*a, *b]}}').slice(app.length)}`;
    expect(variables(text)).toEqual({ env: { A: 1, B: 2 } });
  });

  it('take nothing but mappings', () => {
    expect(errors(task('{env: {<<: text}}'))).toEqual(['2:73 wrong_type tasks.a.variables.env["<<"]']);
  });

  it('in quotes are names like any other', () => {
    expect(variables(task('{env: {"<<": text}}'))).toEqual({ env: { '<<': 'text' } });
  });
});
