import { encodedJson } from '../container/encoded-json.ts';
import { environmentStringBytes, longestEnvironmentStringBytes } from '../container/environment-limits.ts';
import type { GroupedVariables } from '../container/variable-layer.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { type NamedVariable, readTriggerBody } from './trigger-body.ts';

/** Variables that a trigger brings along: `env` for the environment, `other` for PLATFORM_VARIABLES. */
export type TriggerVariables = GroupedVariables;

/**
 * Largest sum of a trigger's variables in bytes. Linux takes 2 MiB of arguments and environment with the usual stack
 * of 8 MiB (execve(2)); half is left to what the platform sets.
 */
export const largestTriggerBytes = 1024 * 1024;

const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What the `upsun` command lets through in `--variable group:name=value`. */
const groupName = /^[a-zA-Z0-9._-]+$/;
const otherName = /^[a-zA-Z0-9._:\-|/]+$/;

/**
 * The loader obeys these in every program, the container's own init first, so a wrong one ends the run before its
 * command. All other names are the caller's to set, PLATFORM_* and PATH too (T14: over every other source); a
 * container's rights hang on none of them.
 */
const reservedNames: readonly string[] = ['LD_PRELOAD', 'LD_AUDIT'];

/**
 * The variables in the body of `POST …/tasks/{task}/run`, in either shape that is in use (T14), or none.
 * Values in `env` that are not strings become JSON; those in `other` stay as they are. Keys of the body other than
 * `variables` are left to the API's schema.
 *
 * @throws ErrandError `request_invalid` for a wrong shape, name or size. Names the variable, never its value.
 */
export function normalizeTriggerVariables(body: unknown): TriggerVariables {
  const named = readTriggerBody(body);
  refuseDuplicates(named);
  const env = named.filter(({ group }) => group === 'env').map(environmentEntry);
  const other = otherGroups(named.filter(({ group }) => group !== 'env'));
  const variables = { env: Object.fromEntries(env), other };
  refuseTooMuch(variables);
  return variables;
}

function refuseDuplicates(named: readonly NamedVariable[]): void {
  const seen = new Set<string>();
  for (const { group, name } of named) {
    const full = `${group}:${name}`;
    if (seen.has(full)) throw invalid(full, `The variable ${full} is given twice.`);
    seen.add(full);
  }
}

function environmentEntry({ name, value }: NamedVariable): readonly [string, string] {
  if (!environmentName.test(name)) {
    const rule = 'letters, digits and underscores, not starting with a digit';
    throw invalid(name, `"${name}" cannot name an environment variable: use ${rule}.`);
  }
  if (reservedNames.includes(name)) {
    throw invalid(
      name,
      `${name} cannot be set by a trigger: it would act on the container's own init. Set it in the command.`,
    );
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.includes('\0')) {
    throw invalid(name, `The value of ${name} has a NUL byte, which no environment variable can hold.`);
  }
  refuseOversized(name, environmentStringBytes(name, text));
  return [name, text];
}

function otherGroups(named: readonly NamedVariable[]): TriggerVariables['other'] {
  const groups = Object.groupBy(named, ({ group }) => group);
  return Object.fromEntries(
    Object.entries(groups).map(([group, variables = []]) => [group, otherEntries(group, variables)]),
  );
}

function otherEntries(group: string, variables: readonly NamedVariable[]): Readonly<Record<string, unknown>> {
  for (const { name } of variables) {
    if (groupName.test(group) && otherName.test(name)) continue;
    const full = `${group}:${name}`;
    throw invalid(
      full,
      `"${full}" cannot name a variable: use letters, digits and . _ - in the group, : | / too in the name.`,
    );
  }
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

/** Throws `request_invalid` where they are more than a container can be started with. */
export function refuseTooMuch({ env, other }: TriggerVariables): void {
  const otherBytes =
    Object.keys(other).length === 0 ? 0 : environmentStringBytes('PLATFORM_VARIABLES', encodedJson(other));
  refuseOversized('PLATFORM_VARIABLES', otherBytes);
  const bytes = Object.entries(env).reduce(
    (sum, [name, text]) => sum + environmentStringBytes(name, text),
    otherBytes,
  );
  if (bytes <= largestTriggerBytes) return;
  throw new ErrandError(
    'request_invalid',
    `The variables of a trigger may take ${largestTriggerBytes} bytes in all; these take ${bytes}.`,
    { details: { limitBytes: largestTriggerBytes, bytes } },
  );
}

function refuseOversized(variable: string, bytes: number): void {
  if (bytes <= longestEnvironmentStringBytes) return;
  throw new ErrandError(
    'request_invalid',
    `The variable ${variable} takes ${bytes} bytes with its name; Linux hands at most ${longestEnvironmentStringBytes} to a program. Pass a reference to the data instead.`,
    { details: { variable, limitBytes: longestEnvironmentStringBytes, bytes } },
  );
}

function invalid(variable: string, message: string): ErrandError {
  return new ErrandError('request_invalid', message, { details: { variable } });
}
