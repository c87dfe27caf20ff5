import type { ContainerVariable, VariableLayer } from './variable-layer.ts';

export type Phase = 'build' | 'runtime';

/** Variables of the group `env` that the phase may see, as text. Values other than strings become JSON. */
export function environmentVariables(
  layers: readonly VariableLayer[],
  phase: Phase,
): Readonly<Record<string, string>> {
  const own = visible(layers, phase).filter(({ group }) => group === 'env');
  return Object.fromEntries(own.map(({ name, value }) => [name, asText(value)]));
}

/** All others that the phase may see, keyed `name` or `group:name`, values as they are: PLATFORM_VARIABLES. */
export function platformVariables(
  layers: readonly VariableLayer[],
  phase: Phase,
): Readonly<Record<string, unknown>> {
  const others = visible(layers, phase).filter(({ group }) => group !== 'env');
  return Object.fromEntries(
    others.map(({ group, name, value }) => [group === null ? name : `${group}:${name}`, value]),
  );
}

/**
 * Visibility is asked before layers are laid over one another: an environment's value that is kept from the build
 * (the API's default) leaves the project's value there, instead of leaving the build with none.
 */
function visible(layers: readonly VariableLayer[], phase: Phase): readonly ContainerVariable[] {
  return layers
    .flatMap((layer) => layer.variables)
    .filter((variable) => (phase === 'build' ? variable.visibleBuild : variable.visibleRuntime));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
