import type { Command } from 'commander';
import { readDocument } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import { openSession, type Session } from '../session.ts';

export function addKeysRotate(program: Command): void {
  program
    .command('keys:rotate')
    .description('Sign access tokens with a new key; those that were given out stay valid')
    .action(async (_options, command: Command) => rotate(openSession(command)));
}

async function rotate(session: Session<unknown>): Promise<void> {
  const answer = readDocument<{ readonly kid: string }>(
    await (await session.connect()).post('/keys/rotate', {}),
  );
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, answer);
  err.line(`Access tokens are signed with the key ${err.plain(answer.kid)} from now on.`);
}
