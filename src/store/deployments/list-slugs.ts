import type { Build } from '../../deploy/deployment.ts';
import type { Database } from '../store.ts';

/** Names of the slugs of all deployments that a project ever had. */
export async function listSlugs(db: Database, project: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('deployments').select('builds').where('project', '=', project).execute();
  const builds = rows.flatMap(({ builds }) =>
    Object.values(JSON.parse(builds) as Readonly<Record<string, Build>>),
  );
  return new Set(builds.map(({ slug }) => slug));
}
