import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options that describe a variable, as the original names them. */
export interface FieldOptions {
  readonly value?: string;
  readonly valueIsJson?: boolean;
  readonly sensitive?: boolean;
  readonly enabled?: boolean;
  readonly inheritable?: boolean;
  readonly visibleBuild?: boolean;
  readonly visibleRuntime?: boolean;
  readonly appScope?: readonly string[];
}

function parseTruth(text: string): boolean {
  if (['true', 'yes', '1'].includes(text)) return true;
  if (['false', 'no', '0'].includes(text)) return false;
  throw new InvalidArgumentError("It is 'true' or 'false'.");
}

const truth = (flags: string, description: string) =>
  new Option(`${flags} [bool]`, description).preset('true').argParser(parseTruth);

const collect = (text: string, before: readonly string[] = []) => [
  ...before,
  ...text.split(',').filter((name) => name !== ''),
];

/** Adds the options to a command. */
export function addFields(command: Command): Command {
  return command
    .option(
      '--value <text>',
      "the value; '-' or nothing: it is read from standard input, where no list of processes shows it",
    )
    .addOption(truth('--value-is-json', "the value is JSON; '--json true' says the same"))
    .addOption(truth('--sensitive', 'seal the value: it is never shown again, and masked in logs'))
    .addOption(truth('--visible-build', 'builds have it (default: for a project)'))
    .addOption(truth('--visible-runtime', 'containers have it (default)'))
    .addOption(truth('--enabled', 'it is in effect, at the level of an environment (default)'))
    .addOption(truth('--inheritable', 'child environments have it, at the level of an environment (default)'))
    .option('--app-scope <name>', 'only this application or task has it, more than once if need be', collect);
}

/** What the API takes of them, without the value. */
export function fieldsOf(options: FieldOptions): Readonly<Record<string, unknown>> {
  const fields = {
    is_json: options.valueIsJson,
    is_sensitive: options.sensitive,
    visible_build: options.visibleBuild,
    visible_runtime: options.visibleRuntime,
    is_enabled: options.enabled,
    is_inheritable: options.inheritable,
    application_scope: options.appScope,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
