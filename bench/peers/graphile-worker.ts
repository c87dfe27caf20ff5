import { makeWorkerUtils } from 'graphile-worker';
import pg from 'pg';

export interface GraphileQueue extends AsyncDisposable {
  /** Resolves when the job is committed. */
  add(): Promise<void>;
}

const later = () => new Date(Date.now() + 3_600_000);

/** graphile-worker's own way to add a job, called in this process, on a pool of so many connections. */
export async function openGraphileQueue(
  connectionString: string,
  connections: number,
): Promise<GraphileQueue> {
  const pgPool = new pg.Pool({ connectionString, max: connections });
  const utils = await makeWorkerUtils({ pgPool });
  await utils.migrate();
  return {
    async add() {
      await utils.addJob('nothing', { variables: {} }, { runAt: later() });
    },
    async [Symbol.asyncDispose]() {
      await utils.release();
      await pgPool.end();
    },
  };
}
