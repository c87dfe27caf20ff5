import type { Activity } from '../../src/activity/activity.ts';
import { newActivityId } from '../../src/activity/activity-id.ts';
import type { Deployment, Environment, Project } from '../../src/deploy/deployment.ts';
import type { Run } from '../../src/task/run.ts';
import { defaultRunOptions } from '../../src/task/run-options.ts';

const then = new Date('2026-08-01T10:00:00.000Z');
export const actor = { kind: 'user', name: 'user-1' } as const;

export function aProject(change: Partial<Project> = {}): Project {
  return {
    id: 'shop',
    title: 'Shop',
    defaultBranch: 'main',
    description: '',
    timezone: 'UTC',
    entropy: 'e'.repeat(56),
    deletion: null,
    createdAt: then,
    updatedAt: then,
    ...change,
  };
}

export function anEnvironment(change: Partial<Environment> = {}): Environment {
  return {
    project: 'shop',
    name: 'main',
    machineName: `${change.name ?? 'main'}-bvxea6i`,
    title: 'main',
    type: 'production',
    status: 'inactive',
    parent: null,
    deployment: null,
    createdAt: then,
    updatedAt: then,
    ...change,
  };
}

export function aDeployment(change: Partial<Deployment> = {}): Deployment {
  return {
    id: 'deployment-1',
    project: 'shop',
    environment: 'main',
    definition: { applications: {}, services: {}, tasks: {}, routes: {} },
    treeId: 'tree',
    builds: { report: { slug: 'slug-1', image: 'nodejs 26.10.0' } },
    createdAt: then,
    ...change,
  };
}

export function anActivity(change: Partial<Activity> = {}): Activity {
  return {
    id: newActivityId(),
    type: 'environment.task',
    project: 'shop',
    environment: 'main',
    state: 'pending',
    result: null,
    failureReason: null,
    parameters: { task: 'report' },
    payload: {},
    commands: [],
    timings: {},
    text: 'Run of the task report',
    actor,
    createdAt: then,
    updatedAt: then,
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
    ...change,
  };
}

export function aRun(change: Partial<Run> = {}): Run {
  return {
    id: newActivityId(),
    project: 'shop',
    environment: 'main',
    task: 'report',
    state: 'queued',
    variables: { env: {}, other: {} },
    sealedVariables: null,
    options: defaultRunOptions,
    priority: 0,
    attempt: 1,
    dueAt: null,
    expiresAt: null,
    claimedAt: null,
    stop: null,
    ending: null,
    containerId: null,
    deployment: null,
    actor,
    createdAt: then,
    startedAt: null,
    endedAt: null,
    outcome: null,
    ...change,
  };
}
