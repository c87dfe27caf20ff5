import type { Project } from '../../deploy/deployment.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import type { AuditActor } from '../../identity/audit/audit-event.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Database } from '../store.ts';
import { findProject } from './find-project.ts';
import { toProjectRow } from './project-row.ts';

/**
 * Writes down that a project is to be deleted, for good. Where that was written down before, it stays as it was, without its
 * failure. Error: `project_not_found`.
 */
export function markDeletion(db: Database, id: string, by: AuditActor, now: Date): Promise<Project> {
  return inTransaction(db, async (transaction) => {
    const before = await findProject(transaction, id);
    if (before === null)
      throw new ErrandError('project_not_found', `There is no project "${id}".`, {
        details: { project: id },
      });
    const asked = before.deletion ?? { by, askedAt: now };
    return store(transaction, { ...before, deletion: { ...asked, failure: null } });
  });
}

/** Writes down why the deletion of a project goes no further. Does nothing where it is gone. */
export async function recordDeletionFailure(db: Database, id: string, failure: string): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const before = await findProject(transaction, id);
    if (before?.deletion == null) return;
    await store(transaction, { ...before, deletion: { ...before.deletion, failure } });
  });
}

async function store(db: Database, project: Project): Promise<Project> {
  const { deletion } = toProjectRow(project);
  await db.updateTable('projects').set({ deletion }).where('id', '=', project.id).execute();
  return project;
}
