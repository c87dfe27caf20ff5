import { InvalidArgumentError } from 'commander';

/** Group (`env`) → name → value, as a trigger's body carries them (T14). */
export type Variables = Readonly<Record<string, Readonly<Record<string, string>>>>;

const shape = /^(?:(?<group>[\w.-]+):)?(?<name>[\w.:\-|/]+)=(?<value>.*)$/s;

/** Adds `group:NAME=value`, or `NAME=value` for `env`, to those read before. A later one wins; a value may hold `=`. */
export function addVariable(text: string, before: Variables = {}): Variables {
  const { group = 'env', name, value } = shape.exec(text)?.groups ?? {};
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('It should look like env:NAME=value or NAME=value.');
  }
  const inGroup = Object.hasOwn(before, group) ? before[group] : {};
  return withOwn(before, group, withOwn(inGroup ?? {}, name, value));
}

const bareName = /^(?:[\w.-]+:)?(?<name>[\w.\-|/]+)$/;

/** The same for a secret; one without a value has that of the environment variable of its name. */
export function addSensitiveVariable(text: string, before: Variables = {}): Variables {
  const name = bareName.exec(text)?.groups?.name;
  if (name === undefined) return addVariable(text, before);
  const value = process.env[name];
  if (value === undefined) {
    throw new InvalidArgumentError(
      `There is no environment variable ${name} to take its value from; set it, or write ${text}=value.`,
    );
  }
  return addVariable(`${text}=${value}`, before);
}

/** As a spread, but right for a name like `__proto__` too. */
function withOwn<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  return Object.fromEntries([...Object.entries(record), [key, value]]);
}
