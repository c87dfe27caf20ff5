import { describe, expect, it } from 'vitest';
import { buildEnvironment } from '../../src/container/environment.ts';
import { triggerLayer } from '../../src/container/variable-layer.ts';
import { base, emptyObject, input } from './environment-input.ts';
import { anApplication } from './workloads.ts';

describe('the environment of a build', () => {
  it('holds exactly these variables', () => {
    const build = { ...input, workload: anApplication(), cacheFolder: '/mnt/cache' };
    const { PLATFORM_APPLICATION, ...others } = buildEnvironment(build);
    expect(others).toEqual({
      ...base,
      CI: 'true',
      COMPOSER_CACHE_DIR: '/mnt/cache/composer',
      PIP_BREAK_SYSTEM_PACKAGES: '1',
      PIP_CACHE_DIR: '/mnt/cache/pip',
      npm_config_cache: '/mnt/cache/npm',
      PLATFORM_APP_DIR: '/app',
      PLATFORM_APPLICATION_NAME: 'shop',
      PLATFORM_CACHE_DIR: '/mnt/cache',
      PLATFORM_OUTPUT_DIR: '/app',
      PLATFORM_PROJECT: 'abcdefghijklm',
      PLATFORM_PROJECT_ENTROPY: 'e'.repeat(56),
      PLATFORM_TREE_ID: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      PLATFORM_VARIABLES: emptyObject,
      PLATFORM_VENDOR: 'upsun',
    });
    expect(PLATFORM_APPLICATION).toBeDefined();
  });

  it('sees no variable of a trigger', () => {
    const variables = [triggerLayer({ env: { SECRET: 's' }, other: { a: { b: 1 } } })];
    const found = buildEnvironment({ ...input, variables, cacheFolder: '/mnt/cache' });
    expect(found).not.toHaveProperty('SECRET');
    expect(found.PLATFORM_VARIABLES).toBe(emptyObject);
  });
});
