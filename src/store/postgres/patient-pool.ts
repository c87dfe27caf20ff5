import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { isConnectionLost } from './connection-lost.ts';

const firstPauseMilliseconds = 20;
const longestPauseMilliseconds = 500;

/**
 * Connections to a database that may go away: whoever asks for one waits until it is back, however long that takes, so
 * that no work is lost by an outage. `outOfReach` lets those who cannot wait know.
 */
export class PatientPool {
  readonly #pool: Pool;
  readonly #closing = new AbortController();
  #waiting = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
    // A connection may end while nobody asks it anything; without listeners that would end the process. The next statement
    // finds out.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Whether somebody waits for the database now. */
  get outOfReach(): boolean {
    return this.#waiting > 0;
  }

  connect(): Promise<PoolClient> {
    return this.patiently(() => this.#pool.connect());
  }

  /** Tries again for as long as the database is out of reach. The attempt must have done nothing where it failed so. */
  async patiently<T>(attempt: () => Promise<T>): Promise<T> {
    let waits = false;
    try {
      for (let pause = firstPauseMilliseconds; ; pause = Math.min(pause * 2, longestPauseMilliseconds)) {
        try {
          return await attempt();
        } catch (error) {
          if (!isConnectionLost(error) || this.#closing.signal.aborted) throw error;
        }
        if (!waits) this.#waiting += 1;
        waits = true;
        await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    } finally {
      if (waits) this.#waiting -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.end();
  }
}
