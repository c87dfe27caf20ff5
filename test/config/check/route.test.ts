import { describe, expect, it } from 'vitest';
import { app, errors, onlyProblem, parse } from '../expectations.ts';

const url = 'https://{default}/';
const route = (written: string) => `${app}routes:\n  ${url}: ${written}\n`;

describe('an upstream', () => {
  it('is the type of a route that does not say', () => {
    const { definition } = parse(route('{upstream: "web:http", primary: true}'));
    expect(definition?.routes[url]).toEqual({
      type: 'upstream',
      application: 'web',
      endpoint: 'http',
      settings: { primary: true },
    });
  });

  it('names an application that exists', () => {
    const problem = onlyProblem(route('{upstream: "wep:http"}'));
    expect(problem).toMatchObject({ code: 'unknown_name', line: 3, column: 34, hint: 'Did you mean `web`?' });
  });

  it('names the endpoint', () => {
    const problem = onlyProblem(route('{upstream: web}'));
    expect(problem).toMatchObject({ code: 'missing_endpoint', hint: 'Write `upstream: "web:http"`.' });
  });

  it('has no endpoint but http', () => {
    expect(onlyProblem(route('{upstream: "web:ftp"}')).code).toBe('unknown_endpoint');
  });

  it('is no task', () => {
    const text = `${route('{upstream: "t:http"}')}tasks: {t: {type: "nodejs:24", run: {command: x}}}\n`;
    expect(onlyProblem(text).message).toContain('A route cannot lead to the task `t`');
  });

  it('is needed', () => {
    expect(errors(route('{type: upstream}'))).toEqual([`3:3 missing_key routes["${url}"].upstream`]);
  });
});

describe('a redirect', () => {
  it('says where to', () => {
    expect(errors(route('{type: redirect}'))).toEqual([`3:3 missing_key routes["${url}"].to`]);
  });

  it('has no upstream', () => {
    expect(errors(route('{type: redirect, to: /, upstream: "web:http"}'))).toEqual([
      `3:47 misplaced_key routes["${url}"].upstream`,
    ]);
  });
});

it('a redirect of a path answers with a status of redirects', () => {
  const paths = (code: string) =>
    route(`{upstream: "web:http", redirects: {paths: {/a: {to: /b, code: ${code}}}}}`);
  for (const code of ['301', '302', '307', '308']) expect(errors(paths(code))).toEqual([]);
  for (const code of ['1000', '200', '0', '"302"'])
    expect(onlyProblem(paths(code))).toMatchObject({ code: 'wrong_value', line: 3, column: 85 });
});

it.each(['{default}', '/path', 'ftp://{default}/'])('`%s` is not the URL of a route', (written) => {
  const text = `${app}routes:\n  "${written}": {upstream: "web:http"}\n`;
  expect(errors(text)).toEqual([`3:3 wrong_value routes["${written}"]`]);
});

it('a type that is not known is an error', () => {
  expect(errors(route('{type: proxy, to: x}'))).toEqual([`3:30 wrong_value routes["${url}"].type`]);
});
