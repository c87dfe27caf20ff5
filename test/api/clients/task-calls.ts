import { expect } from 'vitest';
import { type ClientCall, child, link, main, project, started } from './client-call.ts';

/** The activity that `clients.test.ts` puts there: a run that waits. */
export const waiting = 'aaaaaaaaaaaaa';

/** Tasks, and the activities of their runs. */
export const taskCalls: readonly ClientCall[] = [
  {
    client: 'upsun task:list',
    ...link('tasks'),
    method: 'GET',
    path: `${main}/tasks`,
    status: 200,
    reads: [
      { name: 'report', type: 'nodejs:24', run: { command: 'node report.js', timeout: 600 } },
      { name: 'export', type: 'nodejs:24' },
    ],
  },
  {
    client: 'upsun task:run report',
    follows: { from: `${main}/tasks/report`, rel: '#run' },
    method: 'POST',
    path: `${main}/tasks/report/run`,
    body: { variables: {} },
    status: 202,
    reads: started('environment.task'),
  },
  {
    client: 'upsun task:run report --variable env:BATCH_SIZE=100',
    method: 'POST',
    path: `${main}/tasks/report/run`,
    body: { variables: { env: { BATCH_SIZE: '100' } } },
    status: 202,
    reads: { _embedded: { activities: [{ parameters: { task: 'report' } }] } },
  },
  {
    client: 'upsun ssh --task, log --task (which runs there are)',
    ...link('activities'),
    method: 'GET',
    path: `${main}/activities`,
    status: 200,
    reads: [{ id: waiting, type: 'environment.task', state: 'pending', parameters: { task: 'report' } }],
  },
  {
    client: 'upsun activity:get',
    method: 'GET',
    path: `${project}/activities/${waiting}`,
    status: 200,
    reads: {
      completion_percent: 0,
      result: null,
      text: expect.any(String),
      description: expect.any(String),
      environments: ['main'],
      payload: { project: { title: 'SHOP' }, environment: { name: 'main', type: 'production' } },
    },
  },
  {
    client: 'upsun activity:cancel',
    follows: { from: `${project}/activities/${waiting}`, rel: '#cancel' },
    method: 'POST',
    path: `${project}/activities/${waiting}/cancel`,
    status: 202,
    reads: { status: 'accepted' },
  },
  {
    client: 'SDK activities.cancel',
    method: 'POST',
    path: `${main}/activities/${waiting}/cancel`,
    status: 202,
    reads: { code: 202 },
  },
];

/** Environments come and go. */
export const changeCalls: readonly ClientCall[] = [
  {
    client: 'upsun environment:branch new main',
    ...link('#branch'),
    method: 'POST',
    path: `${main}/branch`,
    body: { name: 'new', title: 'new', clone_parent: true },
    status: 201,
    reads: started('environment.branch'),
  },
  {
    client: 'upsun environment:synchronize code --rebase',
    ...link('#synchronize', child),
    method: 'POST',
    path: `${child}/synchronize`,
    body: { synchronize_code: true, synchronize_data: false, rebase: true },
    status: 201,
    reads: started('environment.synchronize'),
  },
  {
    client: 'upsun environment:merge',
    ...link('#merge', child),
    method: 'POST',
    path: `${child}/merge`,
    body: [],
    status: 201,
    reads: started('environment.merge'),
  },
  {
    client: 'upsun environment:redeploy',
    ...link('#redeploy'),
    method: 'POST',
    path: `${main}/redeploy`,
    status: 201,
    reads: started('environment.redeploy'),
  },
  {
    client: 'upsun environment:info title "New feature"',
    ...link('#edit', child),
    method: 'PATCH',
    path: child,
    body: { title: 'New feature' },
    status: 200,
    reads: { _embedded: { entity: { title: 'New feature' }, activities: [] } },
  },
  {
    client: 'SDK environments.activate',
    method: 'POST',
    path: `${project}/environments/empty/activate`,
    body: { resources: {} },
    status: 201,
    reads: started('environment.activate'),
  },
  {
    client: 'upsun project:clear-build-cache',
    ...link('#clear-build-cache', project),
    method: 'POST',
    path: `${project}/clear_build_cache`,
    status: 201,
    reads: started('project.clear_build_cache'),
  },
];
