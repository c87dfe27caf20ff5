import type { Command } from 'commander';
import { environmentPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { findPlace, openSession, type Session } from '../session.ts';

export function addServiceDelete(program: Command): void {
  program
    .command('service:delete')
    .description('Delete a service that the configuration no longer has, with its data')
    .argument('<name>', 'the service')
    .action(async (name: string, _options, command: Command) => deleteService(openSession(command), name));
}

async function deleteService(session: Session<unknown>, name: string): Promise<void> {
  const { client, project, environment } = await findPlace(session);
  await client.delete(`${environmentPath(project, environment)}/services/${encodeURIComponent(name)}`);
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, { name, deleted: true });
  err.line(`${err.paint.green('✔')} The service ${name} of ${environment} is deleted, and its data with it.`);
}
