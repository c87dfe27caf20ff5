import { ErrandError } from '../errors/errand-error.ts';
import type { Cipher } from '../secret/cipher.ts';
import { isMaskable } from '../secret/mask/maskable.ts';
import { Secret } from '../secret/secret.ts';
import { isSensitive, sealPlace, type Variable, type VariablePlace, type VariableValue } from './variable.ts';
import { checkName, checkValue } from './variable-rules.ts';

/** What a caller may say of a variable; what is left out keeps its value, or has the level's default. */
export interface VariableInput {
  readonly value?: string | undefined;
  readonly isJson?: boolean | undefined;
  readonly isSensitive?: boolean | undefined;
  readonly visibleBuild?: boolean | undefined;
  readonly visibleRuntime?: boolean | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly isInheritable?: boolean | undefined;
  readonly applicationScope?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** A text as it is stored under a variable's name. */
export function storedValue(
  cipher: Cipher,
  place: VariablePlace,
  name: string,
  text: string,
  sensitive: boolean,
): VariableValue {
  if (!sensitive) return { kind: 'plain', text };
  const sealed = cipher.seal(new Secret(text), sealPlace(place, name));
  return { kind: 'sealed', sealed, isMasked: isMaskable(text) };
}

/** A new variable. Error: `request_invalid`, naming the variable and never its value. */
export function newVariable(
  cipher: Cipher,
  place: VariablePlace,
  input: VariableInput & { readonly name: string; readonly value: string },
  now: Date,
): Variable {
  const { name, value: text, isJson = false } = input;
  checkName(name);
  checkValue(name, text, isJson);
  return {
    ...place,
    name,
    value: storedValue(cipher, place, name, text, input.isSensitive === true),
    isJson,
    // A slug is shared between environments, so what one of them sets stays out of builds unless asked for.
    visibleBuild: input.visibleBuild ?? place.environment === null,
    visibleRuntime: input.visibleRuntime ?? true,
    isEnabled: input.isEnabled ?? true,
    isInheritable: input.isInheritable ?? true,
    applicationScope: input.applicationScope ?? [],
    attributes: input.attributes ?? {},
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * The variable with the change applied, at `place`: where the variable comes from elsewhere, it is a copy that overrides
 * it there. Error: `request_invalid`.
 */
export function changedVariable(
  cipher: Cipher,
  place: VariablePlace,
  variable: Variable,
  change: VariableInput,
  now: Date,
): Variable {
  const { name } = variable;
  const isJson = change.isJson ?? variable.isJson;
  if (isSensitive(variable) && change.isSensitive === false && change.value === undefined) {
    throw new ErrandError(
      'request_invalid',
      `${name} is sensitive: it becomes readable only together with a new value.`,
      { details: { variable: name } },
    );
  }
  const current = () => openValue(cipher, variable).reveal();
  const text = change.value ?? current();
  checkValue(name, text, isJson);
  return {
    ...variable,
    ...place,
    value: storedValue(cipher, place, name, text, change.isSensitive ?? isSensitive(variable)),
    isJson,
    visibleBuild: change.visibleBuild ?? variable.visibleBuild,
    visibleRuntime: change.visibleRuntime ?? variable.visibleRuntime,
    isEnabled: change.isEnabled ?? variable.isEnabled,
    isInheritable: change.isInheritable ?? variable.isInheritable,
    applicationScope: change.applicationScope ?? variable.applicationScope,
    attributes: change.attributes ?? variable.attributes,
    createdAt: variable.environment === place.environment ? variable.createdAt : now,
    updatedAt: now,
  };
}

/** The value itself. Error: `secret_unreadable`. */
export function openValue(cipher: Cipher, variable: Variable): Secret {
  const { value, name } = variable;
  return value.kind === 'plain'
    ? new Secret(value.text)
    : cipher.open(value.sealed, sealPlace(variable, name));
}
