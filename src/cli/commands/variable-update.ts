import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { openSession } from '../session.ts';
import { findVariable, type LevelOptions, levelHelp, parseLevel, variablePath } from '../variable/level.ts';
import { readValue } from '../variable/read-value.ts';
import { sayChange } from '../variable/say-change.ts';
import { addFields, type FieldOptions, fieldsOf } from '../variable/variable-fields.ts';

interface Options extends LevelOptions, FieldOptions {
  readonly allowNoChange?: boolean;
}

export function addVariableUpdate(program: Command): void {
  const command = program
    .command('variable:update')
    .description('Change a variable; one that an environment inherits is overridden there')
    .argument('<name>', 'its whole name')
    .option('--allow-no-change', 'end well where nothing is to be changed')
    .option(
      '-l, --level <level>',
      `where: ${levelHelp}; else the environment's before the project's`,
      parseLevel,
    );
  addFields(command).action(async (name: string, _options, called: Command) => updateVariable(name, called));
}

async function updateVariable(name: string, command: Command): Promise<void> {
  const session = openSession<Options>(command);
  const options = command.opts<Options>();
  const { value: given } = options;
  const value = given === '-' ? await readValue() : given;
  const change = { ...fieldsOf(options), ...(value === undefined ? {} : { value }) };
  if (Object.keys(change).length === 0) {
    if (options.allowNoChange === true) return;
    throw new ErrandError(
      'usage',
      'Say what to change, such as --value TEXT; --value - reads standard input.',
    );
  }
  const { place } = await findVariable(session, name);
  const answer = await place.client.patch(variablePath(place, name), change);
  sayChange(session, answer, `Changed ${name} of ${place.said}.`);
}
