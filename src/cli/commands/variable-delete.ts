import type { Command } from 'commander';
import { openSession } from '../session.ts';
import { findVariable, type LevelOptions, levelHelp, parseLevel, variablePath } from '../variable/level.ts';

export function addVariableDelete(program: Command): void {
  program
    .command('variable:delete')
    .description('Delete a variable')
    .argument('<name>', 'its whole name')
    .option(
      '-l, --level <level>',
      `where: ${levelHelp}; else the environment's before the project's`,
      parseLevel,
    )
    .action(async (name: string, _options, command: Command) => deleteVariable(name, command));
}

async function deleteVariable(name: string, command: Command): Promise<void> {
  const session = openSession<LevelOptions>(command);
  const { place } = await findVariable(session, name);
  await place.client.delete(variablePath(place, name));
  const { out, err } = session.terminal;
  out.line(`Deleted ${name} of ${place.said}.`);
  err.line(err.paint.dim('Applications and workers have it until they are next deployed.'));
}
