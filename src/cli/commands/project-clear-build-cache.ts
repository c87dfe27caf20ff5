import type { Command } from 'commander';
import { projectPath } from '../client/paths.ts';
import { followChange } from '../run/follow-change.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

interface Options {
  readonly wait?: boolean;
}

export function addProjectClearBuildCache(program: Command): void {
  program
    .command('project:clear-build-cache')
    .description('Empty what builds of a project keep; its next push builds everything anew')
    .option('--no-wait', 'print the id of the activity and do not wait for its end')
    .action(async (_options, command: Command) => clear(openSession<Options>(command)));
}

async function clear(session: Session<Options>): Promise<void> {
  const place = await findProjectPlace(session);
  const answer = await place.client.post(`${projectPath(place.project)}/clear_build_cache`, {});
  await followChange(session, place, answer, 'It is empty.');
}
