import { ErrandError } from '../errors/errand-error.ts';

export interface NamedVariable {
  readonly group: string;
  readonly name: string;
  readonly value: unknown;
}

/**
 * The variables of a trigger's body with their groups, in the order given. Three ways to write one are in use:
 * flat (`"BATCH_SIZE": "100"`, an environment variable), by group (`"env": {"AGENT_PROMPT": "…"}`), and flat with
 * the API's prefix (`"php:memory_limit": "1G"`). A value that is an object makes its name a group.
 *
 * @throws ErrandError `request_invalid` where the body or its `variables` is no object.
 */
export function readTriggerBody(body: unknown): readonly NamedVariable[] {
  const { variables } = asMap(body, 'The body of a trigger');
  return Object.entries(asMap(variables, '"variables"')).flatMap(([name, value]) => {
    if (isGroup(name, value)) return groupVariables(name, value);
    return [flatVariable(name, value)];
  });
}

function groupVariables(group: string, value: unknown): readonly NamedVariable[] {
  return Object.entries(asMap(value, `"${group}"`)).map(([name, inner]) => ({ group, name, value: inner }));
}

function flatVariable(name: string, value: unknown): NamedVariable {
  const colon = name.indexOf(':');
  if (colon === -1) return { group: 'env', name, value };
  return { group: name.slice(0, colon), name: name.slice(colon + 1), value };
}

/** PHP clients write an empty map as `[]`, so `"env": []` is a group without variables. */
function isGroup(name: string, value: unknown): boolean {
  return isMap(value) || (name === 'env' && isEmptyList(value));
}

function asMap(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isMap(value)) return value;
  if (value === undefined || value === null || isEmptyList(value)) return {};
  const given = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw new ErrandError(
    'request_invalid',
    `${what} must be a JSON object, not ${given}. Write {"variables": {"NAME": "value"}}.`,
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
