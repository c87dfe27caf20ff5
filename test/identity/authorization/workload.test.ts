import { describe, expect, test } from 'vitest';
import { allow } from '../../../src/identity/authorization/allow.ts';
import type { Target } from '../../../src/identity/authorization/decision.ts';
import { type Operation, operations } from '../../../src/identity/authorization/operations.ts';
import type { WorkloadPrincipal } from '../../../src/identity/principal.ts';
import { web } from '../principals.ts';

const own: Target = { project: 'p1', environment: 'main' };
const report: Target = { ...own, task: 'report' };
const viewer: WorkloadPrincipal = { ...web, authorizations: [{ type: 'env', action: 'view' }] };
const operator: WorkloadPrincipal = {
  ...web,
  authorizations: [{ type: 'task', action: 'operate', resource: 'report' }],
};
const surveyor: WorkloadPrincipal = { ...web, authorizations: [{ type: 'project', action: 'view' }] };
const nobody: WorkloadPrincipal = { ...web, authorizations: [] };

const names = Object.keys(operations) as Operation[];
const isOfATask = (operation: Operation) =>
  /^(task:(view|run)|activity:(view|log|artifacts|cancel))$/.test(operation);
const allowedTo = (principal: WorkloadPrincipal) =>
  names.filter((operation) => allow(principal, operation, isOfATask(operation) ? report : own).allowed);

function reason(principal: WorkloadPrincipal, operation: Operation, target: Target): string {
  const decision = allow(principal, operation, target);
  if (decision.allowed) throw new Error(`${operation} was allowed`);
  return decision.reason;
}

describe('the whole table', () => {
  test('a container without authorizations may do nothing', () => {
    expect(allowedTo(nobody)).toEqual([]);
  });

  test('{type: env, action: view}', () => {
    expect(allowedTo(viewer)).toEqual([
      'project:view',
      'environment:view',
      'deployment:view',
      'service:list',
      'task:list',
      'task:view',
      'activity:list',
      'activity:view',
      'activity:log',
      'activity:artifacts',
    ]);
  });

  test('{type: task, action: operate}', () => {
    expect(allowedTo(operator)).toEqual([
      'task:view',
      'task:run',
      'activity:view',
      'activity:log',
      'activity:artifacts',
      'activity:cancel',
    ]);
  });
});

describe('{type: project, action: view}, beyond the original', () => {
  const elsewhere: Target = { project: 'p1', environment: 'pr-1' };

  test('views all that an environment shows, and the list of environments', () => {
    expect(allowedTo(surveyor)).toEqual([
      'project:view',
      'environment-type:list',
      'environment:list',
      ...allowedTo(viewer).slice(1),
    ]);
  });

  test('in every environment of the project, and for the project as a whole', () => {
    for (const operation of ['environment:view', 'deployment:view', 'task:view', 'activity:log'] as const) {
      expect(allow(surveyor, operation, elsewhere).allowed).toBe(true);
    }
    expect(allow(surveyor, 'activity:list', { project: 'p1' }).allowed).toBe(true);
  });

  test('in no other project, and changes nothing', () => {
    for (const operation of names) {
      expect(allow(surveyor, operation, { ...report, project: 'p2' }).allowed).toBe(false);
      if (!/view|list|log|artifacts/.test(operation))
        expect(allow(surveyor, operation, report).allowed).toBe(false);
    }
  });

  test('does not carry a right to a task into another environment', () => {
    const both: WorkloadPrincipal = {
      ...web,
      authorizations: [...operator.authorizations, ...surveyor.authorizations],
    };
    expect(allow(both, 'task:run', report).allowed).toBe(true);
    expect(allow(both, 'task:run', { ...elsewhere, task: 'report' }).allowed).toBe(false);
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
      "web may not list the project's environments: add {type: project, action: view} to its authorizations",
    ],
    [
      web,
      'environment:view',
      { project: 'p1', environment: 'pr-1' },
      'web may not view the environment: its token is bound to environment main of project p1; add {type: project, action: view} to its authorizations',
    ],
    [
      web,
      'environment:push',
      own,
      'web may not push to the environment: no authorization gives a container that right',
    ],
  ])('%#', (principal, operation, target, expected) => {
    expect(reason(principal, operation, target)).toBe(expected);
  });
});
