import { expect, it } from 'vitest';
import { app, fixture, parse } from '../expectations.ts';

const agent = parse(fixture('agent')).definition;
const shop = parse(fixture('shop')).definition;

it('fills in what a task leaves out', () => {
  const { definition } = parse(`${app}tasks: {t: {type: "nodejs:24", run: {command: x}}}\n`);
  expect(definition?.tasks.t).toEqual({
    name: 't',
    type: 'nodejs:24',
    stack: [],
    sourceRoot: '',
    relationships: {},
    mounts: {},
    variables: {},
    dependencies: {},
    authorizations: [],
    runtime: {},
    additionalHosts: {},
    timezone: null,
    containerProfile: null,
    buildHook: null,
    deployHook: null,
    run: {
      command: 'x',
      timeoutSeconds: 3600,
      graceSeconds: null,
      onDeploy: 'cancel',
      drainSeconds: 600,
    },
  });
});

it('has everything that a task says', () => {
  expect(agent?.tasks.agent).toEqual({
    name: 'agent',
    type: 'nodejs:24',
    stack: [],
    sourceRoot: 'agent',
    relationships: {
      db: { service: 'postgres', endpoint: 'postgresql' },
      postgres: { service: 'postgres', endpoint: null },
      app: { service: 'admin', endpoint: 'http' },
    },
    mounts: {
      '/tmp': { source: 'tmp', sourcePath: 'tmp', service: null },
      'work/space/': { source: 'instance', sourcePath: '', service: null },
    },
    variables: { env: { MODEL: 'claude', BATCH_SIZE: 100 } },
    dependencies: {},
    authorizations: [{ type: 'env', action: 'view' }],
    runtime: {},
    additionalHosts: { 'api.example.test': '192.0.2.10' },
    timezone: 'Europe/Paris',
    containerProfile: null,
    buildHook: 'npm ci',
    deployHook: 'npm run prepare-workspace',
    run: {
      command: 'node setup.js && node agent.js',
      timeoutSeconds: 7200,
      graceSeconds: null,
      onDeploy: 'cancel',
      drainSeconds: 600,
    },
  });
});

it('keeps the author’s order', () => {
  expect(Object.keys(shop?.services ?? {})).toEqual(['db', 'redis', 'search', 'files', 'varnish']);
});

it('has a service with its settings', () => {
  expect(shop?.services.varnish).toEqual({
    name: 'varnish',
    type: 'varnish:8.0',
    configuration: { vcl: { path: 'config.vcl' } },
    relationships: { application: { service: 'shop', endpoint: 'http' } },
    containerProfile: null,
  });
});

it('has a redirect with where it leads', () => {
  expect(shop?.routes['http://{default}/']).toEqual({
    type: 'redirect',
    to: 'https://{default}/',
    settings: {},
  });
});
