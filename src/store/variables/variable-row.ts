import type { Variable, VariableValue } from '../../variable/variable.ts';
import type { VariableTable } from '../tables/variables.ts';

/** No database has a primary key with a null in it. */
const ofProject = '';

export const environmentColumn = (environment: string | null) => environment ?? ofProject;

export function toVariableRow(variable: Variable): VariableTable {
  const { value } = variable;
  return {
    project: variable.project,
    environment: environmentColumn(variable.environment),
    name: variable.name,
    value: value.kind === 'plain' ? value.text : null,
    sealed: value.kind === 'sealed' ? value.sealed : null,
    is_masked: value.kind === 'sealed' && value.isMasked ? 1 : 0,
    is_json: Number(variable.isJson),
    visible_build: Number(variable.visibleBuild),
    visible_runtime: Number(variable.visibleRuntime),
    is_enabled: Number(variable.isEnabled),
    is_inheritable: Number(variable.isInheritable),
    application_scope: JSON.stringify(variable.applicationScope),
    attributes: JSON.stringify(variable.attributes),
    created_at_ms: variable.createdAt.getTime(),
    updated_at_ms: variable.updatedAt.getTime(),
  };
}

function storedValueOf(row: VariableTable): VariableValue {
  if (row.sealed === null) return { kind: 'plain', text: row.value ?? '' };
  return { kind: 'sealed', sealed: row.sealed, isMasked: row.is_masked === 1 };
}

export function fromVariableRow(row: VariableTable): Variable {
  return {
    project: row.project,
    environment: row.environment === ofProject ? null : row.environment,
    name: row.name,
    value: storedValueOf(row),
    isJson: row.is_json === 1,
    visibleBuild: row.visible_build === 1,
    visibleRuntime: row.visible_runtime === 1,
    isEnabled: row.is_enabled === 1,
    isInheritable: row.is_inheritable === 1,
    applicationScope: JSON.parse(row.application_scope) as readonly string[],
    attributes: JSON.parse(row.attributes) as Readonly<Record<string, string>>,
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
  };
}
