import { setTimeout as delay } from 'node:timers/promises';
import { CompiledQuery, type DatabaseConnection, type QueryResult, SqliteDriver } from 'kysely';

/** How long a statement waits in all for another connection that writes. */
const patienceMilliseconds = 10_000;

/** SQLITE_BUSY, with whatever detail in the higher bits: https://sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Kysely's SQLite driver, which waits for another writer without blocking the process: SQLite's own
 * `busy_timeout` sleeps in the calling thread, which here is the server's only one. A statement refused for being
 * busy has done nothing, so it can be tried again.
 */
export class PatientSqliteDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    return {
      executeQuery: (query) => patiently(() => connection.executeQuery(query)),
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    };
  }

  /** Takes the write lock at once: taken at the first write it fails where another wrote since the first read. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

async function patiently<Row>(attempt: () => Promise<QueryResult<Row>>): Promise<QueryResult<Row>> {
  const deadline = performance.now() + patienceMilliseconds;
  for (let waitMilliseconds = 1; ; waitMilliseconds = Math.min(waitMilliseconds * 2, 20)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
      await delay(waitMilliseconds);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === busy;
}
