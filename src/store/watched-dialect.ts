import type {
  CompiledQuery,
  DatabaseConnection,
  DatabaseIntrospector,
  Dialect,
  DialectAdapter,
  Driver,
  Kysely,
  QueryCompiler,
  QueryResult,
  TransactionSettings,
} from 'kysely';
import type { Memory } from './memory.ts';

/** Written all the time, and nothing of them is kept in memory. A change of any other table counts. */
const busyTables: ReadonlySet<string> = new Set([
  'activities',
  'runs',
  'idempotency_keys',
  'deliveries',
  'audit_log',
  'addresses',
  'oauth_records',
]);

/** Whether the statement may change what a memory keeps. One that is not understood may. */
export function changesMemory({ query, sql }: Pick<CompiledQuery, 'query' | 'sql'>): boolean {
  if (query.kind === 'SelectQueryNode') return false;
  const table = /^(?:insert into|update|delete from) "(\w+)"/.exec(sql)?.[1];
  return table === undefined || !busyTables.has(table);
}

/** A dialect that tells the memory whenever a statement through it changes what that keeps. */
export class WatchedDialect implements Dialect {
  readonly #dialect: Dialect;
  readonly #memory: Memory;

  constructor(dialect: Dialect, memory: Memory) {
    this.#dialect = dialect;
    this.#memory = memory;
  }

  createDriver(): Driver {
    return new WatchedDriver(this.#dialect.createDriver(), this.#memory);
  }

  createAdapter(): DialectAdapter {
    return this.#dialect.createAdapter();
  }

  createQueryCompiler(): QueryCompiler {
    return this.#dialect.createQueryCompiler();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return this.#dialect.createIntrospector(db);
  }
}

class WatchedDriver implements Driver {
  readonly #driver: Driver;
  readonly #memory: Memory;

  constructor(driver: Driver, memory: Memory) {
    this.#driver = driver;
    this.#memory = memory;
  }

  init(): Promise<void> {
    return this.#driver.init();
  }

  async acquireConnection(): Promise<WatchedConnection> {
    return new WatchedConnection(await this.#driver.acquireConnection(), this.#memory);
  }

  async beginTransaction(connection: WatchedConnection, settings: TransactionSettings): Promise<void> {
    await this.#driver.beginTransaction(connection.inner, settings);
    connection.begun();
  }

  async commitTransaction(connection: WatchedConnection): Promise<void> {
    const settled = connection.ending();
    try {
      await this.#driver.commitTransaction(connection.inner);
    } finally {
      settled();
    }
  }

  async rollbackTransaction(connection: WatchedConnection): Promise<void> {
    connection.ending()();
    await this.#driver.rollbackTransaction(connection.inner);
  }

  releaseConnection(connection: WatchedConnection): Promise<void> {
    return this.#driver.releaseConnection(connection.inner);
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }
}

class WatchedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #memory: Memory;
  #isTransaction = false;
  #hasChanged = false;

  constructor(inner: DatabaseConnection, memory: Memory) {
    this.inner = inner;
    this.#memory = memory;
  }

  begun(): void {
    this.#isTransaction = true;
    this.#hasChanged = false;
  }

  /** To be called before the transaction's end; what it returns, after. */
  ending(): () => void {
    this.#isTransaction = false;
    return this.#hasChanged ? this.#memory.changing() : () => undefined;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!changesMemory(query)) return this.inner.executeQuery<Row>(query);
    this.#hasChanged = true;
    return this.#isTransaction ? this.inner.executeQuery<Row>(query) : this.#executeAlone(query);
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.inner.streamQuery(query, chunkSize);
  }

  async #executeAlone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const settled = this.#memory.changing();
    try {
      return await this.inner.executeQuery<Row>(query);
    } finally {
      settled();
    }
  }
}
