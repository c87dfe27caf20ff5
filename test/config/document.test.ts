import { describe, expect, it } from 'vitest';
import { app, errors, onlyProblem, parse } from './expectations.ts';

describe('YAML that cannot be read', () => {
  it('a tab as indentation', () => {
    const problem = onlyProblem('applications:\n\tweb: {}\n');
    expect(problem).toMatchObject({ code: 'syntax', line: 2, column: 1, hint: 'Indent with spaces.' });
  });

  it('a brace that is not closed', () => {
    expect(errors('applications: {web: {type: x}\n')).toEqual(['2:1 syntax']);
  });

  it('keys that are not indented alike', () => {
    expect(errors('applications:\n  web: {}\n   api: {}\n')).toEqual(['3:1 syntax']);
  });

  it('text with a colon that is not in quotes', () => {
    expect(errors('applications:\n  web:\n    hooks: {build: echo a: b}\n')).toEqual(['3:20 syntax']);
  });

  it('a second document, which would be passed over', () => {
    const problem = onlyProblem(`${app}---\ntasks: {}\n`);
    expect(problem).toMatchObject({
      line: 2,
      column: 1,
      message: 'The file has more than one YAML document.',
    });
  });

  it('a tag, whose meaning is not known', () => {
    expect(onlyProblem('applications: !include web.yaml\n')).toMatchObject({
      code: 'syntax',
      line: 1,
      column: 15,
    });
  });

  it('a key that is not text', () => {
    expect(errors('applications:\n  ? [a, b]\n  : {}\n')).toEqual(['2:5 syntax']);
  });

  it('a control character', () => {
    expect(errors(`${app}.x: a\u0007b\n`)).toEqual(['2:6 syntax']);
  });

  it('a list in place of a mapping', () => {
    expect(errors('- applications\n')).toEqual(['1:1 wrong_type']);
  });

  it('two faults on two lines are both reported', () => {
    expect(errors('applications:\n\tweb:\n\t\ttype: x\n')).toEqual(['2:1 syntax', '3:1 syntax']);
  });
});

it('a file with nothing but comments is as good as empty', () => {
  expect(parse('# nothing here\n').problems).toMatchObject([{ code: 'no_application' }]);
});

it('YAML 1.2 is meant: `yes` is text, and an octal number needs `0o`', () => {
  const { definition } = parse(
    `${app}tasks: {a: {type: "nodejs:24", run: {command: yes}, variables: {env: {M: 0755}}}}`,
  );
  expect(definition?.tasks.a).toMatchObject({ run: { command: 'yes' }, variables: { env: { M: 755 } } });
});
