import { z } from 'zod';
import { ErrandError } from '../../errors/errand-error.ts';
import { isMapping, type Written } from './read-file.ts';
import { settingsFile } from './schema.ts';
import { keysOf, type SettingsKey, sectionsOf } from './walk.ts';

/** The settings with environment variables in place of what the file says. Error: `usage`, naming the variable. */
export function withEnvironment(written: Written, environment: NodeJS.ProcessEnv): Written {
  const changed = sectionsOf(settingsFile).map(([name, schema]) => {
    const set = keysOf(name, schema).flatMap((key) => fromEnvironment(key, environment));
    return [name, { ...section(written, name), ...Object.fromEntries(set) }];
  });
  return Object.fromEntries(changed);
}

export function section(written: Written, name: string): Written {
  const value = written[name];
  return isMapping(value) ? value : {};
}

function fromEnvironment(
  { name, schema, meta }: SettingsKey,
  environment: NodeJS.ProcessEnv,
): readonly (readonly [string, unknown])[] {
  const variable = meta.environment;
  const text = variable === undefined ? undefined : environment[variable];
  if (variable === undefined || text === undefined || text === '') return [];
  const value = /^-?\d+$/.test(text) ? Number(text) : text;
  const read = z.core.safeParse(schema, value);
  if (read.success) return [[name, value]];
  const told = (read.error.issues[0]?.message ?? 'must be another value')
    .replace(/^M/, 'm')
    .replace(/\.$/, '');
  throw new ErrandError('usage', `${variable} is '${text}'; it ${told}`);
}
