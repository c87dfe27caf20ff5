import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import type { Migration } from './migration.ts';

/** Two environments of a project never share a machine name, as their volumes and host names would be the same. */
export const machineNames: Migration = {
  version: 15,
  name: 'machine-names',
  async up(db) {
    await renameSecond(db);
    await sql`create unique index environments_machine_name on environments (project, machine_name)
      where status <> 'deleted'`.execute(db);
  },
};

interface Named {
  readonly project: string;
  readonly name: string;
  readonly machine_name: string;
}

/** What the volumes hold stays with production, else with the environment that was there first; the other begins anew. */
async function renameSecond(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<Named>`select project, name, machine_name from environments
    where status <> 'deleted'
    order by case type when 'production' then 0 else 1 end, created_at_ms, name`.execute(db);
  const keyOf = (project: string, machineName: string) => `${project}\0${machineName}`;
  const all = new Set(rows.map((row) => keyOf(row.project, row.machine_name)));
  const kept = new Set<string>();
  for (const { project, name, machine_name: machineName } of rows) {
    if (!kept.has(keyOf(project, machineName))) {
      kept.add(keyOf(project, machineName));
      continue;
    }
    let number = 2;
    while (all.has(keyOf(project, `${machineName}-${number}`))) number++;
    const other = `${machineName}-${number}`;
    all.add(keyOf(project, other));
    await sql`update environments set machine_name = ${other}
      where project = ${project} and name = ${name}`.execute(db);
  }
}
