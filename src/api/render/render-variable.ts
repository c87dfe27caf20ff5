import {
  isSensitive,
  type ListedVariable,
  type Variable,
  type VariablePlace,
} from '../../variable/variable.ts';
import { variableHref } from './hrefs.ts';
import { renderInstant } from './instant.ts';

/** A variable as its project or environment has it (wire.md 4.4). A sensitive value is not in it. */
export function renderVariable({ project, environment }: VariablePlace, listed: ListedVariable) {
  const { variable, inherited } = listed;
  const { name, value } = variable;
  const href = variableHref(project, environment, name);
  return {
    id: name,
    name,
    created_at: renderInstant(variable.createdAt),
    updated_at: renderInstant(variable.updatedAt),
    attributes: variable.attributes,
    ...(value.kind === 'plain' ? { value: value.text } : {}),
    is_json: variable.isJson,
    is_sensitive: isSensitive(variable),
    visible_build: variable.visibleBuild,
    visible_runtime: variable.visibleRuntime,
    application_scope: variable.applicationScope,
    ...(environment === null ? {} : environmentFields(project, environment, listed)),
    _links: {
      self: { href },
      '#edit': { href },
      ...(inherited ? {} : { '#delete': { href } }),
    },
  };
}

function environmentFields(project: string, environment: string, { variable, inherited }: ListedVariable) {
  const { isEnabled: is_enabled, isInheritable: is_inheritable } = variable;
  return { project, environment, inherited, is_enabled, is_inheritable };
}

const whenSeen =
  'The next run of a task has it at once; applications and workers get it when they are next deployed.';

/** What was done, when it is seen, and what to beware of. Without an activity, since none is under way: clients then say the same. */
export function renderVariableChange(code: 200 | 201, place: VariablePlace, variable: Variable) {
  const { name, value } = variable;
  const unmasked = value.kind === 'sealed' && !value.isMasked;
  const warning = `The value of ${name} is shorter than six characters, so it is kept secret but not masked in logs.`;
  return {
    status: code === 201 ? 'created' : 'updated',
    code,
    message: whenSeen,
    warnings: unmasked ? [warning] : [],
    _embedded: {
      entity: renderVariable(place, { variable, inherited: false }),
      activities: [],
    },
  };
}

export function renderVariableRemoval() {
  return { status: 'deleted', code: 200, message: whenSeen, _embedded: { activities: [] } };
}
