import type { Command } from 'commander';
import { openSession } from '../session.ts';

export function addConfigSchema(program: Command): void {
  program
    .command('config:schema')
    .description('Print the configuration language as a JSON Schema, for editors; needs no server')
    .action(async (_options, command: Command) => {
      const { configJsonSchema } = await import('../../config/reference/json-schema.ts');
      openSession(command).terminal.out.line(JSON.stringify(configJsonSchema(), null, 2));
    });
}
