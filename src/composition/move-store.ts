import { existsSync } from 'node:fs';
import { ErrandError } from '../errors/errand-error.ts';
import { copyStore } from '../store/copy/copy-store.ts';
import { isPostgresUrl, openStore } from '../store/open.ts';
import { lockHome } from './preconditions.ts';
import { readSettings } from './settings/settings.ts';
import { markMoved, storeLocation } from './store-location.ts';

/**
 * Copies the records of a server that is stopped to another store: a PostgreSQL database, or a file. Returns how many rows
 * each table has. Errors: `home_in_use`, `store_unreachable`, `conflict` where the target is not empty.
 */
export async function moveStore(
  options: { readonly home: string; readonly to: string },
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, number>> {
  const settings = readSettings({ home: options.home }, environment);
  const from = storeLocation(settings);
  if (from === options.to) throw new ErrandError('usage', 'the records are there already');
  if (!isPostgresUrl(from) && !existsSync(from))
    throw new ErrandError('usage', `there are no records at ${from}; name the server's home with --home`);
  const lock = await lockHome(settings.instance, settings.home);
  try {
    await using stack = new AsyncDisposableStack();
    const source = stack.adopt(await openStore(from), (store) => store.close());
    const target = stack.adopt(await openStore(options.to), (store) => store.close());
    const counts = await copyStore(source.db, target.db);
    await markMoved(settings.home, options.to);
    return counts;
  } finally {
    lock.release();
  }
}
