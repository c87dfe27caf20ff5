import { Kysely, PostgresDialect } from 'kysely';
import type { Client } from 'pg';
import { ErrandError } from '../../errors/errand-error.ts';
import { giveMemory, Memory } from '../memory.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Schema } from '../schema.ts';
import type { Database, Store } from '../store.ts';
import { WatchedDialect } from '../watched-dialect.ts';
import { postgresColumnTypes } from './column-types.ts';
import { PostgresStoreDialect } from './dialect.ts';
import { PatientPool } from './patient-pool.ts';

const connectionsAtMost = 10;
const connectMilliseconds = 5000;

/** `int8` and `numeric`: counts, times in milliseconds and their sums, all of which a number holds. */
const numericTypes: ReadonlySet<number> = new Set([20, 1700]);

/** How the types of columns are read. */
function numbersAsNumbers({ types }: Pick<typeof import('pg'), 'types'>) {
  const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
    numericTypes.has(oid)
      ? Number
      : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser;
  return { getTypeParser };
}

/** Reads all of a database as of one moment, beside a server that goes on writing to it. */
export async function readPostgresStill<Result>(
  url: string,
  read: (db: Database) => Promise<Result>,
): Promise<Result> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: url, max: 1, types: numbersAsNumbers(pg) });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    return await reading.execute(read);
  } finally {
    await db.destroy();
  }
}

/** A database that is not there at the start is a mistake to be told, not an outage to be waited for. */
async function lookForDatabase(client: Client): Promise<void> {
  try {
    await client.connect();
    await client.end();
  } catch (cause) {
    const { host, port, database } = client;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ErrandError(
      'store_unreachable',
      `the database '${database}' at ${host}:${port} cannot be opened: ${reason}; check ERRAND_DATABASE_URL`,
      { cause },
    );
  }
}

/**
 * Opens the PostgreSQL database that `url` names (`postgres://user:password@host:port/database`, as libpq has it), bringing its
 * tables up to date. Throws where a newer Errand has written it; error: `store_unreachable`. A database that goes away later is waited for.
 */
export async function openPostgresStore(url: string): Promise<Store> {
  const { default: pg } = await import('pg');
  const settings = {
    connectionString: url,
    max: connectionsAtMost,
    connectionTimeoutMillis: connectMilliseconds,
  };
  await lookForDatabase(new pg.Client(settings));
  const pool = new PatientPool(
    new pg.Pool({ ...settings, keepAlive: true, application_name: 'errand', types: numbersAsNumbers(pg) }),
  );
  const memory = new Memory();
  const db = new Kysely<Schema>({ dialect: new WatchedDialect(new PostgresStoreDialect(pool), memory) });
  giveMemory(db, memory);
  try {
    await migrate(db, postgresColumnTypes);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    get outOfReach() {
      return pool.outOfReach;
    },
    close: () => db.destroy(),
  };
}
