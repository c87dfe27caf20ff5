import { describe, expect, it } from 'vitest';
import { errors, onlyProblem, task } from '../expectations.ts';

const mounts = (...paths: string[]) =>
  `${task}    mounts:\n${paths.map((path) => `      "${path}": {source: tmp}\n`).join('')}`;

describe('mounts', () => {
  it('may lie beside one another', () => {
    expect(errors(mounts('/tmp', 'tmp2', 'var/cache', 'var/log', 'var-cache'))).toEqual([]);
  });

  it('must not lie inside one another', () => {
    const problem = onlyProblem(mounts('var', 'tmp', '/var/cache/'));
    expect(problem).toMatchObject({ code: 'mount_overlap', line: 9, column: 7 });
    expect(problem.message).toBe('The mount `/var/cache/` lies inside `var` on line 7.');
  });

  it('must not lie inside one another whichever comes first', () => {
    expect(errors(mounts('a/b', 'a'))).toEqual(['7:7 mount_overlap tasks.report.mounts["a/b"]']);
  });

  it('must not be the same folder written in two ways', () => {
    expect(onlyProblem(mounts('cache', '/cache/')).message).toBe(
      'The mount `/cache/` is the same folder as `cache` on line 7.',
    );
  });

  it('must not take the place of the whole application', () => {
    expect(errors(mounts('/'))).toEqual(['7:7 path_outside tasks.report.mounts["/"]']);
  });

  it('must not lead out of the application', () => {
    expect(errors(mounts('a/../../etc'))).toEqual(['7:7 path_outside tasks.report.mounts["a/../../etc"]']);
  });

  it('must not lead out of their source', () => {
    const text = `${task}    mounts:\n      a: {source: tmp, source_path: ../b}\n`;
    expect(errors(text)).toEqual(['7:37 path_outside tasks.report.mounts.a.source_path']);
  });
});
