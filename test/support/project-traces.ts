import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { instanceOf, runtimeDirectoryOf } from '../../src/composition/settings/settings.ts';
import { storeFile } from '../../src/composition/store-location.ts';

/** What is left of projects on a machine, wherever it is found by a name. */
export interface Traces {
  /** Tables with a value that has one of the words in it. */
  readonly tables: readonly string[];
  /** Files and folders of the home, and of the runtime directory, with one of the words in their names. */
  readonly paths: readonly string[];
}

const quoted = (name: string) => `"${name}"`;

/** Every table, every column: what is written down in JSON, or under another name than `project`, counts too. */
function tablesWith(home: string, words: readonly string[]): readonly string[] {
  using db = new DatabaseSync(storeFile(home), { readOnly: true });
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all();
  return tables
    .map(({ name }) => String(name))
    .filter((table) => {
      const columns = db.prepare(`select name from pragma_table_info(?)`).all(table);
      const any = columns
        .map(({ name }) => `instr(cast(${quoted(String(name))} as text), ?) > 0`)
        .join(' or ');
      const find = db.prepare(`select 1 from ${quoted(table)} where ${any} limit 1`);
      return words.some((word) => find.get(...columns.map(() => word)) !== undefined);
    });
}

function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  );
}

/** The audit log keeps what it has: it is left out. */
export function tracesOf(home: string, words: readonly string[]): Traces {
  const places = [home, runtimeDirectoryOf(instanceOf(home))].flatMap(pathsBelow);
  return {
    tables: tablesWith(home, words).filter((table) => table !== 'audit_log'),
    paths: places.filter((path) => words.some((word) => path.includes(word))),
  };
}

export const noTraces: Traces = { tables: [], paths: [] };

/** Ids of all activities of a project, by which runs, logs, results and backups are called. */
export function activitiesOf(home: string, project: string): readonly string[] {
  using db = new DatabaseSync(storeFile(home), { readOnly: true });
  return db
    .prepare('select id from activities where project = ?')
    .all(project)
    .map(({ id }) => String(id));
}

/** Names of the slugs that a home has. */
export function slugsOf(home: string): readonly string[] {
  return readdirSync(join(home, 'slugs')).toSorted();
}

/** Bridges of a server: one for each environment. */
export function bridgesOf(home: string): readonly string[] {
  const printed = execFileSync('ip', ['-brief', 'link', 'show', 'type', 'bridge'], { encoding: 'utf8' });
  const prefix = `er${instanceOf(home)}b`;
  return printed.split('\n').flatMap((line) => (line.startsWith(prefix) ? [line.split(' ')[0] ?? ''] : []));
}
