import type { ApiVariable, VariableLayer } from '../container/variable-layer.ts';
import { apiLayer } from '../container/variable-layer.ts';
import { Secret } from '../secret/secret.ts';
import type { VariableAttributes } from './variable.ts';

/** A variable with its value in hand, on its way into a container. */
export interface OpenVariable extends VariableAttributes {
  readonly name: string;
  readonly value: Secret;
  readonly isSensitive: boolean;
}

/** What a project and one of its environments have set, as it is at one moment. */
export interface OpenVariables {
  readonly project: readonly OpenVariable[];
  readonly environment: readonly OpenVariable[];
}

export const noVariables: OpenVariables = { project: [], environment: [] };

const revealed = (variable: OpenVariable): ApiVariable => ({ ...variable, value: variable.value.reveal() });

/** The layers for a workload's container, lowest first. */
export function openLayers(variables: OpenVariables, workload: string): readonly VariableLayer[] {
  return [
    apiLayer('project', variables.project.map(revealed), workload),
    apiLayer('environment', variables.environment.map(revealed), workload),
  ];
}

/** Every sensitive value that a workload is given, as logs must hide it: of JSON also the texts in it. */
export function sensitiveValues(variables: OpenVariables, workload: string): readonly Secret[] {
  const inScope = ({ applicationScope }: OpenVariable) =>
    applicationScope.length === 0 || applicationScope.includes(workload);
  return [...variables.project, ...variables.environment]
    .filter((variable) => variable.isSensitive && inScope(variable))
    .flatMap(({ value, isJson }) => (isJson ? [value, ...textsIn(value.reveal())] : [value]));
}

/** What the output of a container with this environment must not show, as texts that a mask looks for. */
export function hiddenValues(
  variables: OpenVariables,
  workload: string,
  environment: Readonly<Record<string, string>>,
  further: readonly Secret[] = [],
): readonly string[] {
  const values = [...sensitiveValues(variables, workload), ...further];
  if (values.length === 0) return [];
  // Base64 of JSON, in which a value may stand in any spelling.
  const { PLATFORM_VARIABLES = '' } = environment;
  return [...values.map((value) => value.reveal()), PLATFORM_VARIABLES];
}

function textsIn(json: string): readonly Secret[] {
  const texts: Secret[] = [];
  try {
    JSON.parse(json, (_key, value: unknown) => {
      if (typeof value === 'string') texts.push(new Secret(value));
      return value;
    });
  } catch {
    // It was no JSON; the whole is hidden all the same.
  }
  return texts;
}
