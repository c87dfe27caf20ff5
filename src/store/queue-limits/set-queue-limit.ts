import type { Database } from '../store.ts';

/** Sets the limit of a task, or with an empty name of the environment; null takes it away again. */
export async function setQueueLimit(
  db: Database,
  place: { readonly project: string; readonly environment: string; readonly task: string },
  runsAtOnce: number | null,
): Promise<void> {
  const { project, environment, task } = place;
  if (runsAtOnce === null) {
    await db
      .deleteFrom('queue_limits')
      .where('project', '=', project)
      .where('environment', '=', environment)
      .where('task', '=', task)
      .execute();
    return;
  }
  await db
    .insertInto('queue_limits')
    .values({ project, environment, task, runs_at_once: runsAtOnce })
    .onConflict((conflict) =>
      conflict.columns(['project', 'environment', 'task']).doUpdateSet({ runs_at_once: runsAtOnce }),
    )
    .execute();
}
