import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { openSession } from '../session.ts';
import { type LevelOptions, levelHelp, parseLevel, placeAt } from '../variable/level.ts';
import { readValue } from '../variable/read-value.ts';
import { sayChange } from '../variable/say-change.ts';
import { addFields, type FieldOptions, fieldsOf } from '../variable/variable-fields.ts';

interface Options extends LevelOptions, FieldOptions {
  readonly name?: string;
  readonly prefix?: string;
}

export function addVariableCreate(program: Command): void {
  const command = program
    .command('variable:create')
    .description('Create a variable of a project or an environment')
    .argument('[name]', "its name: 'env:NAME' for an environment variable, else in PLATFORM_VARIABLES")
    .option('--name <name>', 'its name, where it is not an argument')
    .option('--prefix <prefix>', "put before the name: 'env', or 'none' (default)")
    .option('-l, --level <level>', `where: ${levelHelp}; environment where -e names one`, parseLevel);
  addFields(command).action(async (argument: string | undefined, _options, called: Command) =>
    createVariable(argument, called),
  );
}

/** `env:` as the original's `--prefix` puts it, unless it is there. */
function fullName(argument: string | undefined, { name = argument, prefix = 'none' }: Options): string {
  if (name === undefined) throw new ErrandError('usage', 'Name the variable: errand variable:create NAME.');
  const before = prefix.replace(/:$/, '');
  if (before === '' || before === 'none' || name.startsWith(`${before}:`)) return name;
  return `${before}:${name}`;
}

async function createVariable(argument: string | undefined, command: Command): Promise<void> {
  const session = openSession<Options>(command);
  const options = command.opts<Options>();
  const level = options.level ?? (session.options.environment === undefined ? undefined : 'environment');
  if (level === undefined) {
    throw new ErrandError('usage', 'Say where: --level project, or --level environment.');
  }
  const name = fullName(argument, options);
  const { value: given = '-' } = options;
  const value = given === '-' ? await readValue() : given;
  const place = await placeAt(session, level);
  const answer = await place.client.post(place.path, { name, value, ...fieldsOf(options) });
  sayChange(session, answer, `Created ${name} of ${place.said}.`);
}
