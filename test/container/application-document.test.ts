import { describe, expect, it } from 'vitest';
import { applicationDocument, workerContainerDocument } from '../../src/container/application-document.ts';
import { anApplication, aTask } from './workloads.ts';

const application = anApplication({
  sourceRoot: 'backend',
  stack: [{ name: 'nodejs@24', settings: {} }],
  relationships: { db: { service: 'database', endpoint: null } },
  mounts: { data: { source: 'storage', sourcePath: 'data', service: null } },
  variables: { env: { A: 'b' } },
  authorizations: [
    { type: 'env', action: 'view' },
    { type: 'task', action: 'operate', resource: 'report' },
  ],
  buildHook: 'npm ci',
  deployHook: 'npm run migrate',
  postDeployHook: 'npm run warm',
  workers: {
    mail: {
      name: 'mail',
      preStart: null,
      start: 'node mail.js',
      postStart: null,
      variables: {},
      mounts: {},
      relationships: {},
      authorizations: [],
      timezone: null,
    },
  },
  crons: {
    night: { spec: '0 3 * * *', start: 'true', stop: null, shutdownTimeoutSeconds: 10, timeoutSeconds: 60 },
  },
  operations: { clear: { start: 'rm -rf x', role: 'admin' } },
});

const atBuild = {
  name: 'shop',
  type: 'nodejs:24',
  stack: [{ 'nodejs@24': {} }],
  source: { root: 'backend' },
  app_dir: '/app',
  tree_id: 'tree',
  mounts: { data: { source: 'storage', source_path: 'data', service: null } },
  variables: { env: { A: 'b' } },
  dependencies: {},
  authorizations: [
    { type: 'env', action: 'view', resource: null },
    { type: 'task', action: 'operate', resource: 'report' },
  ],
  runtime: {},
  additional_hosts: {},
  timezone: null,
  container_profile: null,
  hooks: { build: 'npm ci' },
  build: { flavor: null },
  workers: { mail: { mounts: {} } },
};

describe('PLATFORM_APPLICATION', () => {
  it('holds what a build may depend on', () => {
    expect(applicationDocument(application, 'tree', 'build')).toEqual(atBuild);
  });

  it('holds the whole application at run time', () => {
    expect(applicationDocument(application, 'tree', 'runtime')).toEqual({
      ...atBuild,
      relationships: { db: { service: 'database', endpoint: null } },
      hooks: { build: 'npm ci', deploy: 'npm run migrate', post_deploy: 'npm run warm' },
      access: {},
      firewall: null,
      web: {
        commands: { pre_start: null, start: 'node .', post_start: null },
        upstream: { socket_family: 'tcp', protocol: 'http' },
        locations: {},
      },
      workers: {
        mail: {
          commands: { pre_start: null, start: 'node mail.js', post_start: null },
          mounts: {},
          relationships: {},
          variables: {},
          authorizations: [],
          timezone: null,
        },
      },
      crons: {
        night: {
          spec: '0 3 * * *',
          commands: { start: 'true', stop: null },
          shutdown_timeout: 10,
          timeout: 60,
        },
      },
      operations: { clear: { commands: { start: 'rm -rf x' }, role: 'admin' } },
    });
  });

  it('holds in a worker its application with what is its own, and no web', () => {
    const { mail } = application.workers;
    if (mail === undefined) throw new Error('there is no such worker');
    const found = workerContainerDocument(application, mail, 'tree');
    expect(found).toMatchObject({
      name: 'shop--mail',
      type: 'nodejs:24',
      mounts: {},
      authorizations: [],
      worker: { commands: { start: 'node mail.js' } },
    });
    expect(found).not.toHaveProperty('web');
  });

  it('holds a task with its command and no web', () => {
    const found = applicationDocument(aTask({ deployHook: 'true' }), 'tree', 'runtime');
    expect(found).toMatchObject({
      source: { root: '/' },
      run: { command: 'node report.js', timeout: 3600 },
      hooks: { build: null, deploy: 'true' },
    });
    expect(found).not.toHaveProperty('web');
  });
});
