import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { readDocument } from '../client/documents.ts';
import { projectPath } from '../client/paths.ts';
import { pause } from '../client/send.ts';
import { confirm } from '../output/confirm.ts';
import { writeJson } from '../output/json.ts';
import { withProgress } from '../output/progress.ts';
import { leaveRunningOnInterrupt } from '../run/leave-running.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

interface Options {
  readonly wait?: boolean;
  readonly yes?: boolean;
}

interface DeletingDocument {
  readonly status: { readonly code: string; readonly message: string };
}

export function addProjectDelete(program: Command): void {
  program
    .command('project:delete')
    .description('Delete a project with all its environments, their data and their backups')
    .argument('[project]', "the project (default: the directory's, or the only one)")
    .option('--no-wait', 'do not wait until all of it is gone')
    .option('-y, --yes', 'do not ask first')
    .action(async (id: string | undefined, _options, command: Command) => {
      if (id !== undefined) command.parent?.setOptionValue('project', id);
      await deleteProject(openSession<Options>(command));
    });
}

async function deleteProject(session: Session<Options>): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const { json, options, terminal } = session;
  const { out, err } = terminal;
  const lost = 'with all its environments, their data and their backups, will be deleted for good';
  await confirm(`The project ${project}, ${lost}. Go on?`, options.yes);
  await client.delete(projectPath(project));
  if (options.wait === false) {
    if (json) return writeJson(out, { id: project, deleted: false });
    return err.line(`The project ${project} is being deleted.`);
  }
  const messages = ['The deletion goes on. Ctrl-C again leaves it to itself.'];
  await leaveRunningOnInterrupt(err, messages, () =>
    withProgress(err, `deleting ${project}`, () => untilGone(client, project)),
  );
  if (json) return writeJson(out, { id: project, deleted: true });
  err.line(`${err.paint.green('✔')} The project ${project} is deleted.`);
}

const pauseMilliseconds = 250;

/** Error: `deletion_failed`, where it goes no further. */
async function untilGone(client: ApiClient, project: string): Promise<void> {
  for (;;) {
    const status = await statusOf(client, project);
    if (status === null) return;
    if (status.code === 'deletion_failed') {
      const details = { project, hint: `Try again: errand project:delete ${project}` };
      const message = `The project ${project} is not deleted: ${status.message}`;
      throw new ErrandError('deletion_failed', message, { details });
    }
    await pause(pauseMilliseconds);
  }
}

/** Null once it is gone: its roles are gone with it, so whoever was let in by one is refused then. */
async function statusOf(client: ApiClient, project: string): Promise<DeletingDocument['status'] | null> {
  try {
    return readDocument<DeletingDocument>(await client.get(projectPath(project))).status;
  } catch (error) {
    if (error instanceof ErrandError && ['project_not_found', 'forbidden'].includes(error.code)) return null;
    throw error;
  }
}
