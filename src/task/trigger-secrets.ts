import { ErrandError } from '../errors/errand-error.ts';
import type { Cipher, Sealed } from '../secret/cipher.ts';
import { isMaskable } from '../secret/mask/maskable.ts';
import { Secret } from '../secret/secret.ts';
import { normalizeTriggerVariables, refuseTooMuch, type TriggerVariables } from './trigger-variables.ts';

/** The variables of a trigger: those that anybody may see, and JSON of those that nobody may. */
export interface ReadVariables {
  readonly variables: TriggerVariables;
  /** Null where none was given. */
  readonly secrets: Secret | null;
  /** What the caller should know, one sentence each. */
  readonly warnings: readonly string[];
}

interface Body {
  readonly variables?: unknown;
  readonly sensitive_variables?: unknown;
}

const none: TriggerVariables = { env: {}, other: {} };

function namesOf({ env, other }: TriggerVariables): readonly string[] {
  const others = Object.entries(other).flatMap(([group, variables]) =>
    Object.keys(variables).map((name) => `${group}:${name}`),
  );
  return [...Object.keys(env).map((name) => `env:${name}`), ...others];
}

/** Both together, as a container is given them. */
export function mergedVariables(one: TriggerVariables, two: TriggerVariables): TriggerVariables {
  const groups = new Set([...Object.keys(one.other), ...Object.keys(two.other)]);
  const other = [...groups].map((group) => [group, { ...one.other[group], ...two.other[group] }]);
  return { env: { ...one.env, ...two.env }, other: Object.fromEntries(other) };
}

/**
 * Reads `variables` and `sensitive_variables`, which have the same shapes; together they have the limits of one.
 *
 * @throws ErrandError `request_invalid`. Names the variable, never its value.
 */
export function readVariables(body: Body): ReadVariables {
  const variables = normalizeTriggerVariables(body);
  const sensitive = normalizeTriggerVariables({ variables: body.sensitive_variables });
  const names = namesOf(sensitive);
  if (names.length === 0) return { variables, secrets: null, warnings: [] };
  const twice = namesOf(variables).find((name) => names.includes(name));
  if (twice !== undefined) {
    const message = `The variable ${twice} is given in "variables" and in "sensitive_variables".`;
    throw new ErrandError('request_invalid', message, { details: { variable: twice } });
  }
  refuseTooMuch(mergedVariables(variables, sensitive));
  return { variables, secrets: new Secret(JSON.stringify(sensitive)), warnings: warningsOf(sensitive) };
}

function warningsOf(sensitive: TriggerVariables): readonly string[] {
  const short = Object.entries(sensitive.env).filter(([, value]) => !isMaskable(value));
  return short.map(
    ([name]) =>
      `The value of ${name} is shorter than six characters, so it is kept secret but not masked in logs.`,
  );
}

const placeOf = (runId: string) => `run ${runId}`;

export function sealTrigger(cipher: Cipher, runId: string, secrets: Secret | null): Sealed | null {
  return secrets === null ? null : cipher.seal(secrets, placeOf(runId));
}

/** The run's sensitive variables. Error: `secret_unreadable`. */
export function openTrigger(cipher: Cipher, runId: string, sealed: Sealed | null): TriggerVariables {
  if (sealed === null) return none;
  return JSON.parse(cipher.open(sealed, placeOf(runId)).reveal()) as TriggerVariables;
}

/** The values in it, each as a text that a program may print. */
export function valuesOf({ env, other }: TriggerVariables): readonly Secret[] {
  const texts: string[] = Object.values(env);
  JSON.stringify(other, (_key, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'number') texts.push(String(value));
    return value;
  });
  return texts.map((text) => new Secret(text));
}

/** Seals a run's variables anew, with the current key. Error: `secret_unreadable`. */
export function resealTrigger(cipher: Cipher, runId: string, sealed: Sealed): Sealed {
  return cipher.seal(cipher.open(sealed, placeOf(runId)), placeOf(runId));
}
