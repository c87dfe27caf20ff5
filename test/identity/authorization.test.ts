import { describe, expect, test } from 'vitest';
import { allow, type Operation, type Target } from '../../src/identity/authorization.ts';
import type { WorkloadPrincipal } from '../../src/identity/principal.ts';
import { user, web } from './principals.ts';

const own: Target = { project: 'p1', environment: 'main' };
const report: Target = { ...own, task: 'report' };
const viewer: WorkloadPrincipal = { ...web, authorizations: [{ type: 'env', action: 'view' }] };
const operator: WorkloadPrincipal = {
  ...web,
  authorizations: [{ type: 'task', action: 'operate', resource: 'report' }],
};
const nobody: WorkloadPrincipal = { ...web, authorizations: [] };

const operations: Readonly<Record<Operation, Target>> = {
  'project:list': {},
  'project:create': {},
  'project:view': { project: 'p1' },
  'environment:list': { project: 'p1' },
  'environment:view': own,
  'environment:push': own,
  'task:list': own,
  'task:view': report,
  'task:run': report,
  'activity:list': own,
  'activity:view': report,
  'activity:log': report,
  'activity:cancel': report,
  'deployment:view': own,
  'user:me': {},
};

const names = Object.keys(operations) as Operation[];
const allowedTo = (principal: typeof user | WorkloadPrincipal) =>
  names.filter((operation) => allow(principal, operation, operations[operation]).allowed);

function reason(principal: WorkloadPrincipal, operation: Operation, target: Target): string {
  const decision = allow(principal, operation, target);
  if (decision.allowed) throw new Error(`${operation} was allowed`);
  return decision.reason;
}

describe('the whole table', () => {
  test('a user may do everything', () => {
    expect(allowedTo(user)).toEqual(names);
  });

  test('a container without authorizations may do nothing', () => {
    expect(allowedTo(nobody)).toEqual([]);
  });

  test('{type: env, action: view}', () => {
    expect(allowedTo(viewer)).toEqual([
      'project:view',
      'environment:view',
      'task:list',
      'task:view',
      'activity:list',
      'activity:view',
      'activity:log',
      'deployment:view',
    ]);
  });

  test('{type: task, action: operate}', () => {
    expect(allowedTo(operator)).toEqual([
      'task:view',
      'task:run',
      'activity:view',
      'activity:log',
      'activity:cancel',
    ]);
  });
});

describe('the environment is the border', () => {
  test.each<[string, Target]>([
    ['a sibling environment', { ...report, environment: 'pr-1' }],
    ['the same environment of another project', { ...report, project: 'p2' }],
    ['a target that does not name its environment', { project: 'p1', task: 'report' }],
    ['a target that does not name its project', { environment: 'main', task: 'report' }],
  ])('%s', (_name, target) => {
    const beyond = names.filter((operation) => operation !== 'project:view');
    expect(beyond.filter((operation) => allow(web, operation, target).allowed)).toEqual([]);
  });

  test('another project cannot be viewed', () => {
    expect(reason(web, 'project:view', { project: 'p2' })).toBe(
      'web may not view the project: its token is bound to environment main of project p1',
    );
  });
});

describe('a right to one task', () => {
  test('says nothing about another task or its runs', () => {
    const other = { ...own, task: 'export' };
    for (const operation of ['task:view', 'task:run', 'activity:view', 'activity:cancel'] as const) {
      expect(allow(operator, operation, other).allowed).toBe(false);
    }
  });

  test('says nothing about activities that are no runs', () => {
    expect(allow(operator, 'activity:view', own).allowed).toBe(false);
    expect(reason(web, 'activity:cancel', own)).toBe(
      'web may not cancel the activity: no authorization gives a container that right',
    );
  });
});

describe('the reason says what to add', () => {
  test.each<[WorkloadPrincipal, Operation, Target, string]>([
    [
      viewer,
      'task:run',
      report,
      'web may not run task report: add {type: task, resource: report, action: operate} to its authorizations',
    ],
    [
      operator,
      'activity:list',
      own,
      'web may not list activities: add {type: env, action: view} to its authorizations',
    ],
    [
      web,
      'environment:list',
      { project: 'p1' },
      "web may not list the project's environments: no authorization gives a container that right",
    ],
  ])('%#', (principal, operation, target, expected) => {
    expect(reason(principal, operation, target)).toBe(expected);
  });
});
