import type { Client } from 'pg';
import { ErrandError } from '../../errors/errand-error.ts';
import { isConnectionLost } from './connection-lost.ts';

/** A server's hold on a database, for as long as a connection of its own lives. */
export interface Ownership {
  release(): Promise<void>;
}

/** Any number that is not the writers' lock. */
const ownersLock = 0x6f776e6572;
const pauseMilliseconds = 500;

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
  #client: Client | null = null;
  #timer: NodeJS.Timeout | undefined;
  #released = false;

  constructor(url: string, onLost: () => void) {
    this.#url = url;
    this.#onLost = onLost;
  }

  async take(): Promise<void> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      connectionString: this.#url,
      keepAlive: true,
      application_name: 'errand owner',
    });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(${ownersLock}) as taken`,
    );
    if (rows[0]?.taken !== true) {
      await client.end();
      throw new ErrandError(
        'store_in_use',
        'another server already uses this database; stop it, or set ERRAND_DATABASE_URL to another',
      );
    }
    this.#client = client;
    client.once('end', () => this.#again());
  }

  async release(): Promise<void> {
    this.#released = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  #again(): void {
    this.#client = null;
    if (this.#released) return;
    this.#timer = setTimeout(() => {
      this.take().catch((error: unknown) => {
        if (isConnectionLost(error)) this.#again();
        else this.#onLost();
      });
    }, pauseMilliseconds);
    this.#timer.unref();
  }
}
