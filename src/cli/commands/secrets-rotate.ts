import type { Command } from 'commander';
import { readDocument } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import { openSession, type Session } from '../session.ts';

interface Rotation {
  readonly key_id: string;
  readonly resealed: number;
}

export function addSecretsRotate(program: Command): void {
  program
    .command('secrets:rotate')
    .description(
      'Make a new key for secrets and seal every value with it; the former key goes when the server next starts',
    )
    .action(async (_options, command: Command) => rotateSecrets(openSession(command)));
}

async function rotateSecrets(session: Session<unknown>): Promise<void> {
  const client = await session.connect();
  const rotation = readDocument<Rotation>(await client.post('/secrets/rotate', {}));
  const { out } = session.terminal;
  if (session.json) writeJson(out, rotation);
  else out.line(`${rotation.resealed} secrets are sealed with the new key ${rotation.key_id}.`);
}
