import type { WorkloadDefinition } from '../config/definition.ts';

/** Variables of one origin. Where two layers name the same variable, the later one counts. */
export interface VariableLayer {
  /** `trigger` wins over what the platform sets too (T14); the others do not. */
  readonly source: 'configuration' | 'project' | 'environment' | 'trigger';
  readonly variables: readonly ContainerVariable[];
}

export interface ContainerVariable {
  /** `env` makes an environment variable, any other group an entry `group:name` of PLATFORM_VARIABLES, null one `name`. */
  readonly group: string | null;
  readonly name: string;
  readonly value: unknown;
  readonly visibleBuild: boolean;
  readonly visibleRuntime: boolean;
}

/** A variable as the API keeps it (wire.md 4.4). */
export interface ApiVariable {
  /** `env:NAME`, `php:memory_limit`, or without a prefix. */
  readonly name: string;
  readonly value: string;
  readonly isJson: boolean;
  readonly visibleBuild: boolean;
  readonly visibleRuntime: boolean;
  /** Names of the applications and tasks that get it; empty for all. */
  readonly applicationScope: readonly string[];
}

/** Variables by group, then name: `env` holds strings, the rest any JSON. */
export interface GroupedVariables {
  readonly env: Readonly<Record<string, string>>;
  readonly other: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What the configuration file sets, names as the author wrote them. */
export function configurationLayer(variables: WorkloadDefinition['variables']): VariableLayer {
  return { source: 'configuration', variables: grouped(variables, { visibleBuild: true }) };
}

/**
 * What was set through the API for the project or an environment, as far as the workload is in its scope.
 * Names under `env:` are upper-cased, as the original does with those from the API and only those.
 */
export function apiLayer(
  source: 'project' | 'environment',
  variables: readonly ApiVariable[],
  workload: string,
): VariableLayer {
  const inScope = variables.filter(
    ({ applicationScope }) => applicationScope.length === 0 || applicationScope.includes(workload),
  );
  return { source, variables: inScope.map(fromApi) };
}

/** What a trigger brought along. Names stay as the caller wrote them, since the flat shape has no prefix to go by. */
export function triggerLayer(variables: GroupedVariables): VariableLayer {
  return {
    source: 'trigger',
    variables: grouped({ ...variables.other, env: variables.env }, { visibleBuild: false }),
  };
}

function grouped(
  groups: WorkloadDefinition['variables'],
  visibility: { readonly visibleBuild: boolean },
): readonly ContainerVariable[] {
  return Object.entries(groups).flatMap(([group, variables]) =>
    Object.entries(variables).map(([name, value]) => ({
      group,
      name,
      value,
      visibleRuntime: true,
      ...visibility,
    })),
  );
}

function fromApi(variable: ApiVariable): ContainerVariable {
  const { visibleBuild, visibleRuntime } = variable;
  const colon = variable.name.indexOf(':');
  const group = colon === -1 ? null : variable.name.slice(0, colon);
  const name = variable.name.slice(colon + 1);
  // The text itself in an environment variable: a parser and back could change numbers and spacing.
  if (group === 'env') {
    return { group, name: name.toUpperCase(), value: variable.value, visibleBuild, visibleRuntime };
  }
  const value = variable.isJson ? parsedOrText(variable.value) : variable.value;
  return { group, name, value, visibleBuild, visibleRuntime };
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
