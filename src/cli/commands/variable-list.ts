import type { Command } from 'commander';
import { readList } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { openSession, type Session } from '../session.ts';
import { type LevelOptions, levelHelp, parseLevel, placeAt } from '../variable/level.ts';
import { type Level, levelOf, sayValue, type VariableDocument } from '../variable/variable-document.ts';

export function addVariableList(program: Command): void {
  program
    .command('variable:list')
    .description('List the variables of the project and the environment')
    .option('-l, --level <level>', `only: ${levelHelp}`, parseLevel)
    .action(async (_options, command: Command) => showVariables(openSession<LevelOptions>(command)));
}

async function showVariables(session: Session<LevelOptions>): Promise<void> {
  const { level } = session.options;
  const levels: readonly Level[] = level === undefined ? ['project', 'environment'] : [level];
  const lists: (readonly VariableDocument[])[] = [];
  for (const one of levels) {
    const { client, path } = await placeAt(session, one);
    lists.push(readList<VariableDocument>(await client.get(path)));
  }
  const variables = lists.flat();
  const { out, err } = session.terminal;
  if (session.json) {
    writeJson(out, variables);
    return;
  }
  if (variables.length === 0) {
    err.line('There is no variable yet. To create one: errand variable:create --level project NAME');
    return;
  }
  const rows = variables.map((variable) => [
    variable.name,
    sayLevel(variable),
    sayValue(variable),
    sayState(variable),
  ]);
  writeTable(out, ['NAME', 'LEVEL', 'VALUE', 'ENABLED'], rows);
}

function sayLevel(variable: VariableDocument): string {
  return variable.inherited === true ? 'environment (inherited)' : levelOf(variable);
}

function sayState({ is_enabled: isEnabled }: VariableDocument): string {
  return isEnabled === undefined ? '' : String(isEnabled);
}
