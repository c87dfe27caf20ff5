import { text } from 'node:stream/consumers';
import { ErrandError } from '../../errors/errand-error.ts';

/** Reads a value from standard input; the newline that `echo` and editors put at its end does not count. Error: `usage`. */
export async function readValue(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new ErrandError('usage', "Give a value: --value TEXT, or on standard input: 'errand … < file'.");
  }
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
