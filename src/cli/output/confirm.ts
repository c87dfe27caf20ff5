import { createInterface } from 'node:readline/promises';
import { ErrandError } from '../../errors/errand-error.ts';

/** Asks before something is lost. Without a terminal to ask on, `--yes` must have been said. Error: `usage`. */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  if (!process.stdin.isTTY)
    throw new ErrandError('usage', `${question} Say --yes to do it without being asked.`);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    reader.close();
  }
  throw new ErrandError('usage', 'Nothing was done.');
}
