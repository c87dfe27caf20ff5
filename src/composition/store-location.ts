import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ErrandError } from '../errors/errand-error.ts';
import { isPostgresUrl } from '../store/open.ts';
import type { Settings } from './settings/settings.ts';

export function storeFile(home: string): string {
  return join(home, 'store', 'errand.db');
}

/** Where the records are: the database that the settings name, or a file in the home. */
export function storeLocation({ home, store }: Pick<Settings, 'home' | 'store'>): string {
  return store.databaseUrl ?? storeFile(home);
}

/** A URL without its password. */
export function withoutPassword(location: string): string {
  if (!isPostgresUrl(location)) return location;
  const url = new URL(location);
  if (url.password !== '') url.password = '***';
  return url.href;
}

/** Says in a home where its records went, so that no server begins an empty store there. */
const markOf = (home: string) => join(dirname(storeFile(home)), 'moved.json');

export async function markMoved(home: string, to: string): Promise<void> {
  await writeFile(markOf(home), JSON.stringify({ to: withoutPassword(to) }));
}

/** Error: `usage` where the home's records were moved to a place that the settings do not name. */
export async function refuseMoved(home: string): Promise<void> {
  const mark = await readFile(markOf(home), 'utf8').catch(() => null);
  if (mark === null) return;
  const { to } = JSON.parse(mark) as { readonly to: string };
  throw new ErrandError(
    'usage',
    `the records of ${home} were moved to ${to}: set ERRAND_DATABASE_URL, or store.database_url in errand.yaml, to it. To go on with the old ones, remove ${markOf(home)}`,
  );
}
