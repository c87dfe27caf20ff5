import { describe, expect, test } from 'vitest';
import { allow } from '../../../src/identity/authorization/allow.ts';
import type { Target } from '../../../src/identity/authorization/decision.ts';
import { type Operation, operations } from '../../../src/identity/authorization/operations.ts';
import type { UserPrincipal } from '../../../src/identity/principal.ts';
import { member, person } from './people.ts';

const production: Target = { project: 'shop', environment: 'main', environmentType: 'production' };
const staging: Target = { project: 'shop', environment: 'next', environmentType: 'staging' };
const development: Target = { project: 'shop', environment: 'login', environmentType: 'development' };

const may = (principal: UserPrincipal, operation: Operation, target: Target) =>
  allow(principal, operation, target).allowed;

function reason(principal: UserPrincipal, operation: Operation, target: Target): string {
  const decision = allow(principal, operation, target);
  if (decision.allowed) throw new Error(`${operation} was allowed`);
  return decision.reason;
}

describe('people', () => {
  test('administrators may do everything', () => {
    const names = Object.keys(operations) as Operation[];
    const administrator = person({ isAdministrator: true });
    expect(names.filter((name) => !may(administrator, name, { ...production, user: 'u2' }))).toEqual([]);
  });

  test('owners of the organization create projects and are admin of each, but not of the server', () => {
    const owner = person({ isOwner: true });
    expect(may(owner, 'project:create', {})).toBe(true);
    expect(may(owner, 'project:delete', { project: 'any' })).toBe(true);
    expect(may(owner, 'environment:delete', production)).toBe(true);
    expect(may(owner, 'user:list', {})).toBe(false);
    expect(may(owner, 'audit:list', {})).toBe(false);
  });

  test('without a role may look at themselves and at nothing else', () => {
    const nobody = person({});
    expect(may(nobody, 'user:me', {})).toBe(true);
    expect(may(nobody, 'user:view', { user: 'u1' })).toBe(true);
    expect(may(nobody, 'user:view', { user: 'u2' })).toBe(false);
    expect(may(nobody, 'api-token:revoke', { user: 'u2' })).toBe(false);
    expect(may(nobody, 'project:view', { project: 'shop' })).toBe(false);
    expect(may(nobody, 'environment:view', production)).toBe(false);
  });

  test('whose roles are unknown may do no more than that', () => {
    const { access: _, ...unknown } = person({ isAdministrator: true });
    expect(may(unknown, 'project:view', { project: 'shop' })).toBe(false);
  });
});

describe('roles in a project', () => {
  test('an admin may do everything in it and nothing in another', () => {
    const admin = member('admin');
    for (const operation of ['project:edit', 'user-access:edit', 'environment:delete', 'task:run'] as const) {
      expect(may(admin, operation, production)).toBe(true);
      expect(may(admin, operation, { ...production, project: 'other' })).toBe(false);
    }
  });

  test('a viewer without further roles views every environment and changes none', () => {
    const viewer = member('viewer');
    for (const target of [production, staging, development]) {
      expect(may(viewer, 'activity:log', target)).toBe(true);
      expect(may(viewer, 'task:run', target)).toBe(false);
      expect(may(viewer, 'environment:push', target)).toBe(false);
    }
    expect(may(viewer, 'user-access:edit', production)).toBe(false);
  });

  test('names of projects that every object has give nothing', () => {
    expect(may(member('admin'), 'project:view', { project: 'constructor' })).toBe(false);
    expect(may(member('admin'), 'project:view', { project: '__proto__' })).toBe(false);
  });
});

describe('roles by type of environment', () => {
  const mixed = member('viewer', { staging: 'viewer', development: 'contributor' });

  test('a contributor changes definitions, triggers and views runs', () => {
    for (const operation of ['environment:push', 'task:run', 'activity:cancel', 'activity:log'] as const) {
      expect(may(mixed, operation, development)).toBe(true);
    }
    expect(may(mixed, 'environment:delete', development)).toBe(false);
  });

  test('a viewer views', () => {
    expect(may(mixed, 'activity:view', staging)).toBe(true);
    expect(may(mixed, 'task:run', staging)).toBe(false);
  });

  test('an admin changes the environment itself', () => {
    expect(may(member('viewer', { staging: 'admin' }), 'environment:delete', staging)).toBe(true);
  });

  test('a type that is not named is out of sight', () => {
    expect(may(mixed, 'environment:view', production)).toBe(false);
    expect(may(mixed, 'deployment:view', production)).toBe(false);
  });

  test('lists of the whole project are open, changes without an environment are not', () => {
    expect(may(mixed, 'activity:list', { project: 'shop' })).toBe(true);
    expect(may(mixed, 'activity:cancel', { project: 'shop' })).toBe(false);
    expect(may(mixed, 'environment:view', { project: 'shop', environment: 'of no known type' })).toBe(false);
  });

  test('who may push for some type may begin to push to the project, and nobody else', () => {
    expect(may(mixed, 'source:push', { project: 'shop' })).toBe(true);
    expect(may(mixed, 'source:push', { project: 'other' })).toBe(false);
    expect(may(member('viewer'), 'source:push', { project: 'shop' })).toBe(false);
    expect(may(member('viewer', { production: 'viewer' }), 'source:push', { project: 'shop' })).toBe(false);
    expect(may(member('admin'), 'source:push', { project: 'shop' })).toBe(true);
  });
});

describe('a refusal names the role that is missing', () => {
  test.each<[UserPrincipal, Operation, Target, string]>([
    [
      member('viewer'),
      'task:run',
      production,
      'ada may not run task: that needs the role contributor or admin for production environments in the project shop',
    ],
    [
      member('viewer'),
      'source:push',
      { project: 'shop' },
      'ada may not push to the project: that needs the role contributor or admin for some of its environments in the project shop',
    ],
    [
      member('viewer'),
      'project:delete',
      { project: 'shop' },
      'ada may not delete the project: that needs the role admin in the project shop',
    ],
    [person({}), 'user:list', {}, "ada may not list users: only the server's administrators may"],
    [person({}), 'project:create', {}, 'ada may not create projects: only owners of the organization may'],
    [
      person({}),
      'user:edit',
      { user: 'u2' },
      'ada may not change the user: one may do that for oneself only',
    ],
  ])('%#', (principal, operation, target, expected) => {
    expect(reason(principal, operation, target)).toBe(expected);
  });
});
