import { expect } from 'vitest';
import { heads } from '../sample-sources.ts';
import { type ClientCall, child, link, main, project, started } from './client-call.ts';

const site = 'http://main--shop.localhost:8787/';

/** Variables, backups and what else is done with an environment. */
export const environmentCalls: readonly ClientCall[] = [
  {
    client: 'upsun variable:list (client-php Environment::getVariables)',
    ...link('#variables'),
    method: 'GET',
    path: `${main}/variables`,
    status: 200,
    reads: [],
  },
  {
    client: 'upsun variable:create (client-php Variable::create)',
    ...link('#manage-variables'),
    method: 'POST',
    path: `${main}/variables`,
    body: { name: 'env:FOO', value: 'bar', is_json: false, is_enabled: true },
    status: 201,
    reads: { _embedded: { entity: { id: 'env:FOO', value: 'bar' }, activities: [] } },
  },
  {
    client: 'upsun backup:create',
    ...link('#backup'),
    method: 'POST',
    path: `${main}/backup`,
    body: { safe: true },
    status: 201,
    reads: started('environment.backup'),
  },
  {
    client: 'SDK environments.synchronize',
    method: 'POST',
    path: `${child}/synchronize`,
    body: { synchronize_code: true, rebase: true, synchronize_data: true, synchronize_resources: true },
    status: 201,
    reads: started('environment.synchronize'),
  },
  {
    client: 'SDK environments.branch',
    method: 'POST',
    path: `${main}/branch`,
    body: {
      title: 'New',
      name: 'new',
      clone_parent: true,
      type: 'development',
      resources: { init: 'parent' },
    },
    status: 201,
    reads: started('environment.branch'),
  },
  {
    client: 'SDK environments.merge',
    method: 'POST',
    path: `${child}/merge`,
    body: { resources: { init: 'default' } },
    status: 201,
    reads: started('environment.merge'),
  },
  {
    client: 'SDK backups.create',
    method: 'POST',
    path: `${main}/backup`,
    body: { safe: false },
    status: 201,
    reads: started('environment.backup'),
  },
];

/** Commits, settings and how it is deployed. */
export const environmentFacts: readonly ClientCall[] = [
  {
    client: 'upsun: the key under which the current deployment is kept (Api::getCurrentDeployment)',
    ...link('environments', project),
    method: 'GET',
    path: `${project}/environments`,
    status: 200,
    reads: [
      { id: 'empty', head_commit: null, has_code: false },
      { id: 'feature/login', head_commit: heads.get('feature/login') },
      { id: 'main', head_commit: heads.get('main'), has_code: true },
    ],
  },
  {
    client: 'SDK environments.get',
    method: 'GET',
    path: child,
    status: 200,
    reads: {
      head_commit: heads.get('feature/login'),
      merge_info: { commits_ahead: 2, commits_behind: 1, parent_ref: 'refs/heads/main' },
    },
  },
  {
    client: 'upsun environment:info (deployment_type)',
    method: 'GET',
    path: `${main}/settings`,
    status: 200,
    reads: { enable_manual_deployments: false, _links: { self: { href: `${main}/settings` } } },
  },
  {
    client: 'upsun environment:deploy:type manual',
    method: 'PATCH',
    path: `${main}/settings`,
    body: { enable_manual_deployments: true },
    status: 400,
    reads: { error: 'request_invalid', message: expect.stringContaining('deployed at once') },
  },
];

/** Where it is reached. */
export const routeCalls: readonly ClientCall[] = [
  {
    client: 'client-php Environment::getRoutes',
    ...link('#routes'),
    method: 'GET',
    path: `${main}/routes`,
    status: 200,
    reads: [
      { type: 'upstream', upstream: 'web:http', primary: true, id: site },
      { type: 'redirect', to: site },
    ],
  },
  {
    client: 'SDK routes.get',
    method: 'GET',
    path: `${main}/routes/${encodeURIComponent(site)}`,
    status: 200,
    reads: { id: site, type: 'upstream' },
  },
];

/** Webhooks. */
export const integrationCalls: readonly ClientCall[] = [
  {
    client: 'upsun integration:add (the types that may be chosen)',
    ...link('capabilities', project),
    method: 'GET',
    path: `${project}/capabilities`,
    status: 200,
    reads: { integrations: { enabled: true, config: { webhook: { enabled: true } } } },
  },
  {
    client: 'upsun integration:add --type webhook',
    method: 'POST',
    path: `${project}/integrations`,
    body: {
      type: 'webhook',
      url: 'https://example.com/hook',
      events: ['*'],
      states: ['complete'],
      environments: ['*'],
    },
    status: 201,
    reads: {
      _embedded: {
        entity: { type: 'webhook', id: expect.any(String), shared_key: expect.stringMatching(/^whsec_/) },
        activities: [],
      },
    },
  },
];

/** Who asks, and whose all is. */
export const accountCalls: readonly ClientCall[] = [
  {
    client: 'SDK organizations.listProjects',
    follows: { from: '/organizations/01ERRAND000000000000000000', rel: 'projects' },
    method: 'GET',
    path: '/organizations/01ERRAND000000000000000000/projects',
    status: 200,
    reads: {
      count: 2,
      items: [
        { id: 'other', title: 'OTHER' },
        { id: 'shop', default_branch: 'main', status: 'active', vendor: 'upsun' },
      ],
    },
  },
  {
    client: 'upsun auth:info',
    method: 'GET',
    path: '/users/me',
    status: 200,
    reads: { username: 'ada', email_verified: false, phone_number_verified: true },
  },
];
