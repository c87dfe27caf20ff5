import { describe, expect, it } from 'vitest';
import { runtimeEnvironment } from '../../src/container/environment.ts';
import { configurationLayer, triggerLayer, type VariableLayer } from '../../src/container/variable-layer.ts';
import { decoded, input } from './environment-input.ts';

function env(source: VariableLayer['source'], name: string, value: unknown): VariableLayer {
  return { source, variables: [{ group: 'env', name, value, visibleBuild: true, visibleRuntime: true }] };
}

describe('where two sources set the same variable', () => {
  it('takes the environment before the project before the configuration before the base', () => {
    const layers = [
      env('configuration', 'LANG', 'a'),
      env('project', 'LANG', 'b'),
      env('environment', 'LANG', 'c'),
    ];
    const winners = [1, 2, 3].map(
      (count) => runtimeEnvironment({ ...input, variables: layers.slice(0, count) }).LANG,
    );
    expect(winners).toEqual(['a', 'b', 'c']);
  });

  it('lets the platform win over all declared ones, and the trigger over the platform (T14)', () => {
    const declared = env('environment', 'PLATFORM_BRANCH', 'forged');
    expect(runtimeEnvironment({ ...input, variables: [declared] }).PLATFORM_BRANCH).toBe('feature/x');
    const trigger = triggerLayer({ env: { PLATFORM_BRANCH: 'main', LANG: 'de' }, other: {} });
    expect(runtimeEnvironment({ ...input, variables: [declared, trigger] })).toMatchObject({
      PLATFORM_BRANCH: 'main',
      LANG: 'de',
    });
  });

  it('lays groups over one another entry by entry', () => {
    const file = configurationLayer({ php: { memory_limit: '256M', display_errors: false } });
    const trigger = triggerLayer({ env: {}, other: { php: { memory_limit: '1G' } } });
    const found = runtimeEnvironment({ ...input, variables: [file, trigger] });
    expect(decoded(found.PLATFORM_VARIABLES)).toEqual({
      'php:memory_limit': '1G',
      'php:display_errors': false,
    });
  });
});
