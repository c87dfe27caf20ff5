import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Database } from '../../src/store/store.ts';
import { processorSeconds } from '../measure/processor.ts';
import type { BenchOptions } from '../options.ts';
import { openDeployedProbe } from '../server/deployed-probe.ts';
import { openFollowers, startScript } from '../server/follower.ts';
import { probe } from '../server/probe-project.ts';
import { type SpawnedServer, spawnServer } from '../server/spawned-server.ts';
import { openTriggerClient } from '../server/trigger-client.ts';
import { ratePerSecond } from '../throughput/rate.ts';
import { readMemory } from './resident.ts';

const finished = 10_000;
const queued = 1_000;
const crowd = 1_000;
const inFlight = 32;
const notNow = { variables: {}, delay: 24 * 3600 };

/** Memory, share of one processor at rest, and time to start, with little and with much to look after. */
export async function crowdedRows(scratch: string, options: BenchOptions): Promise<string[][]> {
  const { signal } = options;
  const rows: string[][] = [];
  const directory = join(scratch, 'crowded');
  {
    await using deployed = await openDeployedProbe(scratch, 'crowded', {}, signal);
    await deployed.client.run(probe.project, probe.nothing);
    using client = openTriggerClient(deployed.server.connection, notNow);
    await ratePerSecond(() => client.trigger(probe.project, probe.nothing), queued, inFlight, signal);
  }
  rows.push(await restarted(directory, `restarted with ${queued} queued runs`, options));
  await copyFinishedRun(join(directory, 'home', 'store', 'errand.db'));
  rows.push(await restarted(directory, `and with ${finished} finished ones`, options));
  await using server = await spawnServer(directory);
  rows.push(await followed(server, options));
  return rows;
}

async function restarted(
  directory: string,
  name: string,
  { idleSeconds, signal }: BenchOptions,
): Promise<string[]> {
  const from = performance.now();
  await using server = await spawnServer(directory);
  const startSeconds = (performance.now() - from) / 1000;
  // What was up is brought up again behind the answer to the first request.
  await delay(idleSeconds * 1000, undefined, { signal });
  return [...(await atRest(server, name, idleSeconds, signal)), startSeconds.toFixed(2)];
}

async function followed(server: SpawnedServer, { idleSeconds, signal }: BenchOptions): Promise<string[]> {
  using followers = openFollowers(server);
  const activity = await startScript(server, `exec sleep ${idleSeconds * 4 + 60}`);
  for (let open = 0; open < crowd; open += 50) {
    const some = await Promise.all(Array.from({ length: 50 }, () => followers.open(activity)));
    for (const log of some) log.on('error', () => undefined).resume();
  }
  return [...(await atRest(server, `and with ${crowd} followers of a silent run`, idleSeconds, signal)), ''];
}

async function atRest(
  server: SpawnedServer,
  name: string,
  seconds: number,
  signal: AbortSignal,
): Promise<string[]> {
  const before = processorSeconds(server.pid);
  await delay(seconds * 1000, undefined, { signal });
  const share = ((processorSeconds(server.pid) - before) / seconds) * 100;
  return [name, readMemory(server.pid).residentMiB.toFixed(1), `${share.toFixed(1)} %`];
}

/** The one run that ended, so many times: all that differs is the id. */
async function copyFinishedRun(file: string): Promise<void> {
  const store = await openSqliteStore(file);
  try {
    await copyRows(store.db, 'activities', 'state');
    await copyRows(store.db, 'runs', 'outcome');
  } finally {
    await store.close();
  }
}

async function copyRows(
  db: Database,
  table: 'activities' | 'runs',
  told: 'state' | 'outcome',
): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(db);
  const names = rows.map(({ name }) => name).filter((name) => name !== 'sequence');
  const columns = sql.join(names.map((name) => sql.ref(name)));
  const values = sql.join(names.map((name) => (name === 'id' ? sql`'copy' || i` : sql.ref(name))));
  const ended =
    told === 'state' ? sql`state = 'complete' and type = 'environment.task'` : sql`outcome is not null`;
  await sql`insert into ${sql.table(table)} (${columns})
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${finished})
    select ${values} from n, (select * from ${sql.table(table)} where ${ended} limit 1)`.execute(db);
}
