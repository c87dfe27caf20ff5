import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { PoolClient } from 'pg';
import { isConnectionLost, isUndone, TransactionLost } from './connection-lost.ts';
import type { PatientPool } from './patient-pool.ts';

/** Any number that no other program of the database takes for its own advisory locks: "errand" in ASCII. */
const writersLock = 0x657272616e64;

/**
 * One writer at a time, as in SQLite, so that the same verbs keep the same promises: what a transaction reads is still so
 * when it commits. The transaction's number is for finding out whether a commit happened whose answer was lost.
 */
const begin = `begin; select pg_advisory_xact_lock(${writersLock}); select pg_current_xact_id()::text as xid`;

interface Transaction {
  readonly xid: string;
  lost: boolean;
}

/** A connection of Kysely's, over one of the pool's; another takes its place where that one ends. */
export class PostgresConnection implements DatabaseConnection {
  readonly #pool: PatientPool;
  #client: PoolClient | null = null;
  #transaction: Transaction | null = null;

  constructor(pool: PatientPool) {
    this.#pool = pool;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#transaction !== null) return this.#executeInside(this.#transaction, query);
    if (query.query.kind === 'SelectQueryNode') return this.#patiently((client) => run<Row>(client, query));
    return this.#executeAlone(query);
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and every verb reads whole results
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('rows are not streamed from PostgreSQL: select pages instead');
  }

  async begin(): Promise<void> {
    const xid = await this.#patiently((client) => this.#beginOn(client));
    if (xid === undefined) throw new Error('PostgreSQL gave the transaction no number');
    this.#transaction = { xid, lost: false };
  }

  /** Error: `TransactionLost` where the database did not commit, because its connection ended or another's work came first. */
  async commit(): Promise<void> {
    const transaction = this.#transaction;
    this.#transaction = null;
    if (transaction === null) throw new Error('there is no transaction to commit');
    if (transaction.lost) throw new TransactionLost('the connection ended before the commit');
    try {
      await this.#client?.query('commit');
    } catch (error) {
      if (!isConnectionLost(error)) throw asLost(error);
      this.#discard();
      await this.#settle(transaction.xid);
    }
  }

  async rollback(): Promise<void> {
    const transaction = this.#transaction;
    this.#transaction = null;
    if (transaction?.lost !== false) return;
    await this.#client?.query('rollback').catch(() => this.#discard());
  }

  release(): void {
    this.#client?.release();
    this.#client = null;
  }

  /** The transaction's number. Where it fails, the connection may be within a transaction that takes nothing more. */
  async #beginOn(client: PoolClient): Promise<string | undefined> {
    try {
      const results = (await client.query(begin)) as unknown as readonly {
        readonly rows: readonly { xid: string }[];
      }[];
      return results[2]?.rows[0]?.xid;
    } catch (error) {
      this.#discard();
      throw asLost(error);
    }
  }

  async #executeInside<Row>(transaction: Transaction, query: CompiledQuery): Promise<QueryResult<Row>> {
    if (transaction.lost || this.#client === null) throw new TransactionLost('the transaction has ended');
    try {
      return await run<Row>(this.#client, query);
    } catch (cause) {
      if (!isConnectionLost(cause)) throw asLost(cause);
      transaction.lost = true;
      this.#discard();
      throw new TransactionLost('the connection ended within a transaction', { cause });
    }
  }

  /** A statement that writes, as a transaction of its own, so that it happens once whatever becomes of the connection. */
  async #executeAlone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    for (;;) {
      try {
        await this.begin();
        const result = await this.executeQuery<Row>(query);
        await this.commit();
        return result;
      } catch (error) {
        await this.rollback();
        if (!(error instanceof TransactionLost)) throw error;
      }
    }
  }

  /** Waits until the database knows how a transaction ended whose commit was asked for. */
  async #settle(xid: string): Promise<void> {
    const statement = { text: 'select pg_xact_status($1::xid8) as status', values: [xid] };
    for (;;) {
      const { rows } = await this.#patiently((client) => client.query<{ status: string | null }>(statement));
      if (rows[0]?.status === 'committed') return;
      if (rows[0]?.status === 'aborted') throw new TransactionLost('the connection ended before the commit');
      // `in progress`: the database has not noticed yet that its client is gone.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #patiently<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#pool.patiently(async () => {
      this.#client ??= await this.#pool.connect();
      try {
        return await work(this.#client);
      } catch (error) {
        if (isConnectionLost(error)) this.#discard();
        throw error;
      }
    });
  }

  #discard(): void {
    this.#client?.release(true);
    this.#client = null;
  }
}

function asLost(cause: unknown): unknown {
  if (!isUndone(cause)) return cause;
  return new TransactionLost('the database undid the transaction for the sake of another', { cause });
}

/** Each connection keeps those that it has prepared; the verbs have some hundred, only lists of varying length make more. */
const mostPrepared = 500;
const prepared = new Map<string, string>();

/** A statement with a name is parsed and planned once by a connection, not each time; null for one too many. */
function nameOf(statement: string): string | null {
  const before = prepared.get(statement);
  if (before !== undefined) return before;
  if (prepared.size >= mostPrepared) return null;
  const name = `errand_${prepared.size}`;
  prepared.set(statement, name);
  return name;
}

async function run<Row>(client: PoolClient, { sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
  const name = nameOf(sql);
  const statement = { text: sql, values: [...parameters], ...(name === null ? {} : { name }) };
  const { command, rowCount, rows } = await client.query(statement);
  const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
  return { rows, ...(changes ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
}
