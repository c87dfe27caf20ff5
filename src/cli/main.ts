#!/usr/bin/env node
import { endQuietlyWithoutReader, openTerminal } from './output/terminal.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import type { GlobalOptions } from './session.ts';
import { renameJsonOption } from './variable/json-option.ts';

endQuietlyWithoutReader();
const program = createProgram();
const words = renameJsonOption(process.argv.slice(2));
try {
  await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' });
} catch (error) {
  const { color, json = false } = program.opts<GlobalOptions>();
  const command = program.commands.find((one) => words.includes(one.name()))?.name();
  process.exitCode = reportError(error, openTerminal({ colour: color, env: process.env }), { json, command });
}
