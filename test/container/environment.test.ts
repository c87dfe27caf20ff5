import { describe, expect, it } from 'vitest';
import { runtimeEnvironment } from '../../src/container/environment.ts';
import { relationshipItem } from '../../src/container/relationships.ts';
import { base, decoded, emptyObject, input } from './environment-input.ts';
import { anApplication, aTask } from './workloads.ts';

describe('the environment of a task', () => {
  it('holds exactly these variables', () => {
    const { PLATFORM_APPLICATION, ...others } = runtimeEnvironment(input);
    expect(others).toEqual({
      ...base,
      npm_config_cache: '/tmp/.npm',
      PLATFORM_APP_COMMAND: 'node report.js',
      PLATFORM_APP_DIR: '/app',
      PLATFORM_APPLICATION_NAME: 'report',
      PLATFORM_BRANCH: 'feature/x',
      PLATFORM_ENVIRONMENT: 'feature-x-k3d2yqa',
      PLATFORM_ENVIRONMENT_TYPE: 'development',
      PLATFORM_PROJECT: 'abcdefghijklm',
      PLATFORM_PROJECT_ENTROPY: 'e'.repeat(56),
      PLATFORM_RELATIONSHIPS: emptyObject,
      PLATFORM_ROUTES: emptyObject,
      PLATFORM_SMTP_HOST: '',
      PLATFORM_TREE_ID: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      PLATFORM_VARIABLES: emptyObject,
    });
    expect(decoded(PLATFORM_APPLICATION)).toMatchObject({
      name: 'report',
      type: 'nodejs:24',
      run: { command: 'node report.js', timeout: 3600 },
    });
  });

  it('shows relationships as JSON and as variables of their own', () => {
    const target = { relationship: 'db', service: 'database', type: 'postgresql:18', ip: '10.0.0.3' };
    const cluster = { project: 'abcdefghijklm', environmentMachineName: 'feature-x-k3d2yqa' };
    const item = relationshipItem(
      { ...target, ...cluster },
      { rel: 'postgresql', scheme: 'pgsql', port: 5432 },
    );
    const found = runtimeEnvironment({ ...input, relationships: { db: [item] } });
    expect(decoded(found.PLATFORM_RELATIONSHIPS)).toEqual({ db: [item] });
    expect(found.DB_HOST).toBe('db.internal');
  });

  it('says which time zone the file asks for', () => {
    expect(runtimeEnvironment({ ...input, workload: aTask({ timezone: 'Europe/Paris' }) }).TZ).toBe(
      'Europe/Paris',
    );
  });

  it('leaves npm its folder where a mount keeps it', () => {
    const mounts = { '/.npm/': { source: 'storage', sourcePath: 'npm', service: null } } as const;
    expect(runtimeEnvironment({ ...input, workload: aTask({ mounts }) })).not.toHaveProperty(
      'npm_config_cache',
    );
  });
});

describe('the environment of an application', () => {
  it('has its commands, document root, port and routes', () => {
    const web = {
      ...anApplication().web,
      preStart: 'one',
      postStart: 'two',
      locations: { '/': { root: 'public/' } },
    };
    const routes = { 'https://main.example.test/': { type: 'upstream', upstream: 'shop' } };
    const found = runtimeEnvironment({ ...input, workload: anApplication({ web }), port: 8888, routes });
    expect(found).toMatchObject({
      PLATFORM_APPLICATION_NAME: 'shop',
      PLATFORM_PRE_APP_COMMAND: 'one',
      PLATFORM_APP_COMMAND: 'node .',
      PLATFORM_POST_APP_COMMAND: 'two',
      PLATFORM_DOCUMENT_ROOT: '/app/public',
      PORT: '8888',
    });
    expect(decoded(found.PLATFORM_ROUTES)).toEqual(routes);
    expect(found).not.toHaveProperty('SOCKET');
  });

  it('names the socket instead where its upstream is one', () => {
    const found = runtimeEnvironment({ ...input, workload: anApplication(), socketPath: '/run/app.sock' });
    expect(found.SOCKET).toBe('/run/app.sock');
    expect(found).not.toHaveProperty('PORT');
  });

  it('has no command and no document root where it only serves what the file does not name', () => {
    const web = { ...anApplication().web, start: null };
    const found = runtimeEnvironment({ ...input, workload: anApplication({ web }) });
    expect(found).not.toHaveProperty('PLATFORM_APP_COMMAND');
    expect(found).not.toHaveProperty('PLATFORM_DOCUMENT_ROOT');
  });
});
