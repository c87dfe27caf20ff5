import type { Command } from 'commander';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { listProjects } from '../selection/select-project.ts';
import { openSession, type Session } from '../session.ts';

export function addProjectList(program: Command): void {
  program
    .command('project:list')
    .description('List the projects of the server')
    .action(async (_options, command: Command) => showProjects(openSession(command)));
}

async function showProjects(session: Session<unknown>): Promise<void> {
  const projects = await listProjects(await session.connect());
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, projects);
  if (projects.length === 0)
    return err.line('The server has no project yet. To make one from a directory: errand up');
  const rows = projects.map(({ id, title = '', default_branch }) => [id, title, default_branch]);
  writeTable(out, ['ID', 'TITLE', 'DEFAULT BRANCH'], rows);
}
