import { describe, expect, it } from 'vitest';
import { type ApiVariable, apiLayer, configurationLayer } from '../../src/container/variable-layer.ts';
import { environmentVariables, platformVariables } from '../../src/container/visible-variables.ts';

function apiVariable(name: string, value: string, changes: Partial<ApiVariable> = {}): ApiVariable {
  const visible = { visibleBuild: true, visibleRuntime: true };
  return { name, value, isJson: false, applicationScope: [], ...visible, ...changes };
}

describe('variables of the configuration', () => {
  const layers = [
    configurationLayer({ env: { Mixed_case: 'a', COUNT: 3, MAP: { a: [1] } }, php: { 'a.b': { c: 1 } } }),
  ];

  it('keep their names, and are JSON in the environment where they are not text', () => {
    expect(environmentVariables(layers, 'build')).toEqual({ Mixed_case: 'a', COUNT: '3', MAP: '{"a":[1]}' });
  });

  it('are kept as they are, with their group, outside the environment', () => {
    expect(platformVariables(layers, 'runtime')).toEqual({ 'php:a.b': { c: 1 } });
  });
});

describe('variables of the API', () => {
  it('are upper-cased under env:, and go to PLATFORM_VARIABLES under any other name', () => {
    const variables = [
      apiVariable('env:api_key', 'k'),
      apiVariable('plain', 'p'),
      apiVariable('drupal:a:b', 'd'),
    ];
    const layers = [apiLayer('project', variables, 'shop')];
    expect(environmentVariables(layers, 'runtime')).toEqual({ API_KEY: 'k' });
    expect(platformVariables(layers, 'runtime')).toEqual({ plain: 'p', 'drupal:a:b': 'd' });
  });

  it('are parsed where they are JSON, but handed to the environment to the letter', () => {
    const json = { isJson: true };
    const variables = [apiVariable('list', '[1, 2]', json), apiVariable('env:LIST', '[1, 2]', json)];
    const layers = [apiLayer('project', [...variables, apiVariable('broken', '{', json)], 'shop')];
    expect(platformVariables(layers, 'runtime')).toEqual({ list: [1, 2], broken: '{' });
    expect(environmentVariables(layers, 'runtime')).toEqual({ LIST: '[1, 2]' });
  });

  it('reach only the workloads in their scope', () => {
    const variables = [apiVariable('env:A', '1', { applicationScope: ['shop'] })];
    expect(apiLayer('project', variables, 'shop').variables).toHaveLength(1);
    expect(apiLayer('project', variables, 'report').variables).toEqual([]);
  });

  it('show in the phases they are visible in; a hidden one uncovers the layer below', () => {
    const project = apiLayer('project', [apiVariable('env:TOKEN', 'shared')], 'shop');
    const hidden = apiVariable('env:TOKEN', 'own', { visibleBuild: false });
    const layers = [project, apiLayer('environment', [hidden], 'shop')];
    expect(environmentVariables(layers, 'build')).toEqual({ TOKEN: 'shared' });
    expect(environmentVariables(layers, 'runtime')).toEqual({ TOKEN: 'own' });
  });
});
