import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { writeJson } from '../output/json.ts';
import { writeFields } from '../output/table.ts';
import { openSession } from '../session.ts';
import { findVariable, type LevelOptions, levelHelp, parseLevel } from '../variable/level.ts';
import { levelOf, sayValue, type VariableDocument } from '../variable/variable-document.ts';

interface Options extends LevelOptions {
  readonly property?: string;
}

export function addVariableGet(program: Command): void {
  program
    .command('variable:get')
    .description('Show a variable')
    .argument('<name>', 'its whole name')
    .option('-P, --property <name>', 'only this of it: value, is_sensitive …')
    .option(
      '-l, --level <level>',
      `where: ${levelHelp}; else the environment's before the project's`,
      parseLevel,
    )
    .action(async (name: string, _options, command: Command) => showVariable(name, command));
}

async function showVariable(name: string, command: Command): Promise<void> {
  const session = openSession<Options>(command);
  const { variable } = await findVariable(session, name);
  const { out } = session.terminal;
  const { property } = session.options;
  if (property !== undefined) {
    out.line(propertyOf(variable, property));
    return;
  }
  if (session.json) writeJson(out, variable);
  else writeFields(out, fieldsOf(variable));
}

function propertyOf(variable: VariableDocument, property: string): string {
  if (property === 'value' && variable.is_sensitive === true) {
    throw new ErrandError('usage', `The value of ${variable.name} is sensitive: it cannot be read.`);
  }
  const found = Object.entries(variable).find(([name]) => name === property);
  if (found !== undefined) return typeof found[1] === 'string' ? found[1] : JSON.stringify(found[1]);
  const names = Object.keys(variable).filter((name) => name !== '_links');
  throw new ErrandError('usage', `A variable has no '${property}'; it has ${names.join(', ')}.`);
}

function fieldsOf(variable: VariableDocument): readonly (readonly [string, string])[] {
  const scope = variable.application_scope ?? [];
  const fields: readonly (readonly [string, string | boolean | undefined])[] = [
    ['name', variable.name],
    ['level', levelOf(variable)],
    ['value', sayValue(variable)],
    ['json', variable.is_json],
    ['sensitive', variable.is_sensitive],
    ['visible in builds', variable.visible_build],
    ['visible at run time', variable.visible_runtime],
    ['applications', scope.length === 0 ? 'all' : scope.join(', ')],
    ['inherited', variable.inherited],
    ['enabled', variable.is_enabled],
    ['inheritable', variable.is_inheritable],
    ['created', variable.created_at],
    ['updated', variable.updated_at],
  ];
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
}
