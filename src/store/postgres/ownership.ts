import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { ErrandError } from '../../errors/errand-error.ts';
import { isConnectionLost, isRefusedForNow } from './connection-lost.ts';

/** A server's hold on a database, for as long as a connection of its own lives. */
export interface Ownership {
  release(): Promise<void>;
}

/** A session of the database: its process, and when that began, which tells it from a later one with the same number. */
interface Session {
  readonly pid: number;
  readonly began: string;
}

/** Any number that is not the writers' lock. */
const ownersLock = 0x6f776e6572;
const pauseMilliseconds = 500;
const connectMilliseconds = 5000;
const answerMilliseconds = 10_000;
/** A way between that forgets silent connections sees this one, and an end that only one side knows of comes to the other. */
const keepAlive =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';
const silentMilliseconds = 10_000;
const whoAmI = `select pid, extract(epoch from backend_start)::text as began from pg_stat_activity where pid = pg_backend_pid()`;
const tries = 20;
const betweenTriesMilliseconds = 100;

/**
 * Makes this process the one server of the database: two of them would each think that the other's runs are lost. Where
 * the connection ends it is made anew; `onLost` is called where another server was quicker. Error: `store_in_use`.
 */
export async function ownDatabase(url: string, onLost: () => void): Promise<Ownership> {
  const owner = new DatabaseOwner(url, onLost);
  await owner.take();
  return owner;
}

class DatabaseOwner implements Ownership {
  readonly #url: string;
  readonly #onLost: () => void;
  /** Its own, of which the database may still think that they live. */
  #sessions: readonly Session[] = [];
  #client: Client | null = null;
  #timer: NodeJS.Timeout | undefined;
  #released = false;

  constructor(url: string, onLost: () => void) {
    this.#url = url;
    this.#onLost = onLost;
  }

  async take(): Promise<void> {
    const client = await this.#connect();
    try {
      const session = await sessionOf(client);
      // Before the lock: it may be given and the answer be lost.
      const former = this.#sessions;
      this.#sessions = [...former, session];
      if (!(await isTaken(client)) && !(await this.#takeFrom(client, former))) throw inUse();
      this.#sessions = [session];
    } catch (error) {
      // Nobody waits for it: the other side may be out of reach.
      void client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    client.once('end', () => this.#again());
  }

  async release(): Promise<void> {
    this.#released = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<Client> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      connectionString: this.#url,
      keepAlive: true,
      keepAliveInitialDelayMillis: silentMilliseconds,
      connectionTimeoutMillis: connectMilliseconds,
      query_timeout: answerMilliseconds,
      application_name: 'errand owner',
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /**
   * Whether the lock was this server's own: a connection may have ended at this side only, as behind a proxy, and its session have the
   * lock until the database notices.
   */
  async #takeFrom(client: Client, former: readonly Session[]): Promise<boolean> {
    let ended = 0;
    for (const { pid, began } of former) {
      const { rowCount } = await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and extract(epoch from backend_start)::text = $2',
        [pid, began],
      );
      ended += rowCount ?? 0;
    }
    for (let left = ended === 0 ? 0 : tries; left > 0; left -= 1) {
      if (await isTaken(client)) return true;
      await delay(betweenTriesMilliseconds);
    }
    return false;
  }

  #again(): void {
    this.#client = null;
    if (this.#released) return;
    this.#timer = setTimeout(() => {
      this.take().catch((error: unknown) => {
        if (isConnectionLost(error) || isRefusedForNow(error)) this.#again();
        else this.#onLost();
      });
    }, pauseMilliseconds);
    this.#timer.unref();
  }
}

async function sessionOf(client: Client): Promise<Session> {
  await client.query(keepAlive);
  const { rows } = await client.query<Session>(whoAmI);
  const [session] = rows;
  if (session === undefined) throw new Error('PostgreSQL knows nothing of a session that it has');
  return session;
}

async function isTaken(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `select pg_try_advisory_lock(${ownersLock}) as taken`,
  );
  return rows[0]?.taken === true;
}

function inUse(): ErrandError {
  return new ErrandError(
    'store_in_use',
    'another server already uses this database; stop it, or set ERRAND_DATABASE_URL to another',
  );
}
