import type { ErrandError } from '../errors/errand-error.ts';
import { configInvalid } from './config-error.ts';
import { limits } from './limits.ts';
import type { ProblemCode } from './problem.ts';

/** Where configuration files are. */
export const configFolder = '.upsun';

/** `config_invalid` for a file that is not even read. */
export function fileRefused(file: string, code: ProblemCode, message: string, hint: string): ErrandError {
  const place = { file, line: 1, column: 1, path: '', excerpt: null };
  return configInvalid([{ severity: 'error', code, message, hint, ...place }]);
}

export function tooManyFiles(): ErrandError {
  const message = `There are more than ${limits.files} configuration files.`;
  return fileRefused(configFolder, 'too_large', message, 'Join some of them.');
}

export function fileTooLarge(file: string, bytes: number): ErrandError {
  const message = `The file has ${bytes} bytes; at most ${limits.fileBytes} are read.`;
  return fileRefused(file, 'too_large', message, 'Split it into several files.');
}

export function fileIsLink(file: string): ErrandError {
  return fileRefused(file, 'unreadable', 'The file is a link.', 'Put the content itself in its place.');
}
