import { describe, expect, it } from 'vitest';
import { loadDefinition, parseConfig } from '../../src/config/parse.ts';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { app, errors, file, fixture, parse, task } from './expectations.ts';

describe('a project as people have it', () => {
  it('an agent beside its application is understood without an error', () => {
    expect(errors(fixture('agent'))).toEqual([]);
  });

  it('every key of the language is understood without an error', () => {
    expect(errors(fixture('shop'))).toEqual([]);
  });

  it('an application on a composable image is understood without an error', () => {
    expect(errors(fixture('composable'))).toEqual([]);
  });
});

it('reports every problem at once, in the order of the file', () => {
  const text = [
    'applications:',
    '  web:',
    '    type: nodejs:24',
    '    relationships: {job: "report:http"}',
    'tasks:',
    '  report:',
    '    type: node:24',
    '    run:',
    '      commnd: node report.js',
    '      timeout: 90000',
    '    web: {}',
    '    authorizations:',
    '      - {type: task, resource: rapport, action: operate}',
    'routes:',
    '  https://{default}/: {upstream: "wep:http"}',
  ].join('\n');
  expect(errors(text)).toEqual([
    '4:26 relationship_to_task applications.web.relationships.job',
    '7:11 unknown_type tasks.report.type',
    '8:5 missing_key tasks.report.run.command',
    '9:7 unknown_key tasks.report.run.commnd',
    '10:16 wrong_value tasks.report.run.timeout',
    '11:5 misplaced_key tasks.report.web',
    '13:32 unknown_name tasks.report.authorizations[0].resource',
    '15:34 unknown_name routes["https://{default}/"].upstream',
  ]);
});

it('says how to mend every error', () => {
  const { problems } = parse(`${app}tasks: {a: {type: 1, run: [], hooks: {post_deploy: 1}, mounts: {x: y}}}`);
  expect(problems.length).toBeGreaterThan(3);
  for (const problem of problems) expect(problem.hint, problem.path).toEqual(expect.any(String));
});

it('gives a definition when there are only warnings', () => {
  const { definition, problems } = parse(
    'applications: {web: {type: "nodejs:24", operations: {clear: {commands: {start: x}}}}}\n',
  );
  expect(problems).toMatchObject([{ severity: 'warning', code: 'not_acted_upon' }]);
  expect(definition?.applications.web?.operations.clear?.start).toBe('x');
});

it('gives no definition when there is an error', () => {
  expect(parse(`${app}task: {}\n`).definition).toBeNull();
});

it('takes no files for one that is empty', () => {
  expect(parseConfig([]).problems).toMatchObject([{ code: 'no_application', line: 1, column: 1 }]);
});

it('holds back what a broken file may explain: nothing is said of names that are missing', () => {
  const web = file('applications:\n\tweb: x\n', '.upsun/a.yaml');
  const tasks = file(
    'tasks: {report: {type: "nodejs:24", run: {command: x}, relationships: {app: "web:http"}}}\n',
    '.upsun/b.yaml',
  );
  expect(parseConfig([web, tasks]).problems).toMatchObject([{ file: '.upsun/a.yaml', code: 'syntax' }]);
});

describe('loading', () => {
  it('returns the definition and the warnings', () => {
    const loaded = loadDefinition([file(`${task}    dependencies: {python: {uv: "*"}}\n`)]);
    expect(loaded.definition.tasks.report?.dependencies).toEqual({ python3: { uv: '*' } });
    expect(loaded.warnings).toMatchObject([
      { path: 'tasks.report.dependencies.python', severity: 'warning' },
    ]);
  });

  it('throws config_invalid with every problem, as data and as text', () => {
    const error = thrown(() => loadDefinition([file(`${app}task: {}\nrout: {}\n`)]));
    expect(error.code).toBe('config_invalid');
    expect(error.details.problems).toMatchObject([{ line: 2 }, { line: 3 }]);
    expect(error.message).toContain('The configuration has 2 errors.');
    expect(error.message).toContain('.upsun/config.yaml:2:1  error  task\n');
    expect(error.message).toContain('Did you mean `tasks`?');
  });

  it('throws config_missing when there are no files', () => {
    expect(thrown(() => loadDefinition([])).code).toBe('config_missing');
  });
});

function thrown(act: () => unknown): ErrandError {
  try {
    act();
  } catch (error) {
    if (error instanceof ErrandError) return error;
  }
  throw new Error('nothing of the catalogue was thrown');
}
