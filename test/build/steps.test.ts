import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { stepsOf } from '../../src/build/steps.ts';
import { parse } from '../config/expectations.ts';

/** The steps of `applications.web`, or of `tasks.job` where there is one. */
function steps(keys: string, files: readonly string[] = [], section = 'applications') {
  const application = 'applications: {web: {type: "golang:1.26"}}\n';
  const job = `tasks: {job: {run: {command: x}, ${keys}}}\n`;
  const text = section === 'tasks' ? application + job : `applications: {web: {${keys}}}\n`;
  const { definition, problems } = parse(text);
  if (definition === null) throw new Error(JSON.stringify(problems));
  const workload = section === 'tasks' ? definition.tasks.job : definition.applications.web;
  if (workload === undefined) throw new Error('there is no such workload');
  return stepsOf(workload, files);
}

const commands = (...args: Parameters<typeof steps>) => steps(...args).map(({ command }) => command);
const composer =
  'composer --no-ansi --no-interaction install --no-progress --prefer-dist --optimize-autoloader';

describe('the flavor of an application', () => {
  test('is composer for PHP, where there is a composer.json', () => {
    expect(commands('type: "php:8.4"', ['composer.json'])).toEqual([composer]);
    expect(commands('type: "php:8.4"', ['index.php'])).toEqual([]);
    expect(commands('type: "php:8.4", build: {flavor: none}', ['composer.json'])).toEqual([]);
  });

  test('is npm ci for Node.js with a lock file, and the line of the original without', () => {
    const [locked] = commands('type: "nodejs:24"', ['package.json', 'package-lock.json']);
    expect(locked).toMatch(/^npm ci /);
    const [unlocked] = commands('type: "nodejs:24"', ['package.json']);
    expect(unlocked).toMatch(/^npm prune --userconfig .npmrc && npm install --userconfig .npmrc /);
    expect(commands('type: "nodejs:24"', ['server.js'])).toEqual([]);
  });

  test('goes by the first runtime of a stack', () => {
    expect(commands('stack: [php@8.5, nodejs@24]', ['composer.json', 'package.json'])).toEqual([composer]);
  });

  test('is none for any other runtime, unless the file says so', () => {
    expect(commands('type: "python:3.13"', ['package.json', 'composer.json'])).toEqual([]);
    expect(commands('type: "python:3.13", build: {flavor: composer}', ['composer.json'])).toEqual([composer]);
  });

  test('is never that of a task, which has no key to turn it off', () => {
    expect(commands('type: "nodejs:24"', ['package.json'], 'tasks')).toEqual([]);
  });
});

describe('the steps of a build', () => {
  test('come in the order dependencies, flavor, hook', () => {
    const keys = 'type: "php:8.4", dependencies: {nodejs: {sass: "^1"}}, hooks: {build: make}';
    expect(steps(keys, ['composer.json']).map(({ title }) => title)).toEqual([
      "the installation of web's nodejs dependencies",
      'the build flavor composer of web',
      'the build hook of web',
    ]);
  });

  test('are none for a hook that is empty', () => {
    expect(steps('type: "golang:1.26", hooks: {build: "  "}')).toEqual([]);
  });
});

describe('dependencies', () => {
  const dependencies = (text: string) => commands(`type: "golang:1.26", dependencies: {${text}}`)[0] ?? '';

  test('of nodejs go into the global folder', () => {
    expect(dependencies('nodejs: {sass: "^1.2", "@scope/tool": "*"}')).toMatch(
      /npm install --global --prefix \/app\/\.global .* 'sass@\^1\.2' '@scope\/tool@\*'$/,
    );
  });

  test('of python3 have a bare version, a specifier, or any', () => {
    expect(dependencies('python3: {poetry: "1.8.3", uv: ">=0.4,<1", black: "*", ruff: 1.5}')).toMatch(
      /-m pip install --user .* 'poetry==1\.8\.3' 'uv>=0\.4,<1' 'black' 'ruff==1\.5'$/,
    );
    expect(dependencies('python: {poetry: "1"}')).toContain("'poetry==1'");
  });

  test('of php may have their sources written out', () => {
    const text = 'php: {require: {acme/tool: "*"}, repositories: [{type: path, url: tool}]}';
    expect(dependencies(text)).toContain('"repositories":[{"type":"path","url":"tool"}]');
    expect(dependencies('php: {acme/tool: "^1"}')).toContain('"require":{"acme/tool":"^1"}');
  });

  test('of ruby are installed one by one', () => {
    expect(dependencies('ruby: {sass: "3.4.7", rake: "*"}')).toMatch(
      /gem install .* 'sass' --version '3\.4\.7' && gem install .* 'rake' --version '>= 0'$/,
    );
  });

  test('say which program is missing from the image', () => {
    const script = dependencies('nodejs: {sass: "*"}');
    const run = () => execFileSync('/bin/sh', ['-c', script], { env: { PATH: '/nowhere' }, stdio: 'pipe' });
    expect(run).toThrow('npm, which installs dependencies.nodejs, is not in the image');
  });

  test('a name or version is never a shell command', () => {
    const script = dependencies(`nodejs: {"a'; touch b; '": "$(id)"}`);
    expect(script).toContain(`'a'\\''; touch b; '\\''@$(id)'`);
  });
});
