import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { app, errors, file } from './expectations.ts';

const more = (text: string) => parseConfig([file(app, '.upsun/a.yaml'), file(text, '.upsun/b.yaml')]);

it('joins the sections of several files', () => {
  const { definition } = more(
    'applications: {api: {type: "php:8.5"}}\ntasks: {t: {type: "nodejs:24", run: {command: x}}}\n',
  );
  expect(Object.keys(definition?.applications ?? {})).toEqual(['web', 'api']);
  expect(Object.keys(definition?.tasks ?? {})).toEqual(['t']);
});

it('lets files refer to what another defines', () => {
  const { problems } = more(
    'tasks: {t: {type: "nodejs:24", run: {command: x}, relationships: {w: "web:http"}}}\n',
  );
  expect(problems).toEqual([]);
});

it('reports a name that two files define, at the later', () => {
  expect(more('applications:\n  web: {type: "php:8.5"}\n').problems).toMatchObject([
    {
      code: 'duplicate_name',
      file: '.upsun/b.yaml',
      line: 2,
      column: 3,
      path: 'applications.web',
      message: '`applications.web` is defined in two files; the other is .upsun/a.yaml, line 1.',
    },
  ]);
});

it('passes over sections that are empty, and keys that begin with a dot', () => {
  expect(more('tasks:\nservices: {}\n.anything: [1]\n').problems).toEqual([]);
});

it('reports a section that is not a mapping, even when another file has it right', () => {
  expect(more('applications: web\n').problems).toMatchObject([{ code: 'wrong_type', line: 1, column: 15 }]);
});

it('reports a section it does not know, with the nearest one', () => {
  expect(errors(`${app}task: {}\n`)).toEqual(['2:1 unknown_key task']);
});

it('reports problems file by file', () => {
  const { problems } = parseConfig([file(`${app}x: 1\n`, '.upsun/a.yaml'), file('y: 1\n', '.upsun/b.yaml')]);
  expect(problems).toMatchObject([
    { file: '.upsun/a.yaml', line: 2 },
    { file: '.upsun/b.yaml', line: 1 },
  ]);
});
