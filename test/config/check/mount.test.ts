import { describe, expect, it } from 'vitest';
import { errors, onlyProblem, parse, task } from '../expectations.ts';

const mounts = (written: string) => `${task}    mounts:\n      data: ${written}\n`;
const services = 'services: {files: {type: "network-storage:1.0"}, db: {type: "redis:8.0"}}\n';

describe('a storage mount of a task', () => {
  it('must name an application', () => {
    const problem = errors(mounts('{source: storage}'));
    expect(problem).toEqual(['7:7 missing_key tasks.report.mounts.data']);
  });

  it('must name one that exists', () => {
    expect(errors(mounts('{source: storage, service: wob}'))).toEqual([
      '7:40 unknown_name tasks.report.mounts.data.service',
    ]);
  });

  it('shares the application’s storage', () => {
    const { definition } = parse(mounts('{source: storage, service: web}'));
    expect(definition?.tasks.report?.mounts.data).toEqual({
      source: 'storage',
      sourcePath: 'data',
      service: 'web',
    });
  });

  it('by its older name is one as well', () => {
    expect(errors(mounts('{source: local}'))).toEqual(['7:7 missing_key tasks.report.mounts.data']);
  });
});

describe('a service mount', () => {
  it('must name a service', () => {
    expect(errors(mounts('{source: service}'))).toEqual(['7:7 missing_key tasks.report.mounts.data']);
  });

  it('must name one that exists', () => {
    expect(errors(services + mounts('{source: service, service: filez}'))).toEqual([
      '8:40 unknown_name tasks.report.mounts.data.service',
    ]);
  });

  it('must name one that holds files', () => {
    expect(errors(services + mounts('{source: service, service: db}'))).toEqual([
      '8:40 wrong_value tasks.report.mounts.data.service',
    ]);
  });

  it('mounts its files', () => {
    expect(errors(services + mounts('{source: service, service: files}'))).toEqual([]);
  });
});

it('a mount that starts empty takes no service', () => {
  expect(onlyProblem(mounts('{source: tmp, service: web}'))).toMatchObject({
    code: 'wrong_value',
    line: 7,
    column: 36,
  });
});

it('an application has storage of its own', () => {
  expect(errors('applications: {web: {type: "php:8.5", mounts: {data: {source: storage}}}}\n')).toEqual([]);
});
