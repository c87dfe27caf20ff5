import type { Command } from 'commander';
import { readList, type ServiceDocument } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { findPlace, openSession, type Session } from '../session.ts';

export function addServiceList(program: Command): void {
  program
    .command('service:list')
    .description('List the services of an environment, stopped ones too')
    .action(async (_options, command: Command) => listServices(openSession(command)));
}

async function listServices(session: Session<unknown>): Promise<void> {
  const { client, project, environment } = await findPlace(session);
  const answer = await client.get(`${environmentPath(project, environment)}/services`);
  const services = readList<ServiceDocument>(answer);
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, services);
  if (services.length === 0) return err.line(`The environment ${environment} of ${project} has no service.`);
  const rows = services.map(({ name, type, version, status, disk }) => [
    name,
    type,
    version ?? '',
    status,
    disk === null ? '' : `${disk.used} of ${disk.size} MiB`,
  ]);
  writeTable(out, ['NAME', 'TYPE', 'VERSION', 'STATUS', 'DISK'], rows);
}
