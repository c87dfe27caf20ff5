import type { Command } from 'commander';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { listEnvironments } from '../selection/select-environment.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

export function addEnvironmentList(program: Command): void {
  program
    .command('environment:list')
    .description('List the environments of a project')
    .action(async (_options, command: Command) => showEnvironments(openSession(command)));
}

async function showEnvironments(session: Session<unknown>): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const environments = await listEnvironments(client, project);
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, environments);
  if (environments.length === 0)
    return err.line(`The project ${project} has no environment yet. To make one: errand up`);
  const rows = environments.map(({ id, type = '', status = '', parent }) => [id, type, status, parent ?? '']);
  writeTable(out, ['NAME', 'TYPE', 'STATUS', 'PARENT'], rows);
}
