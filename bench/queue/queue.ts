import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { claimNextRun } from '../../src/store/runs/claim-next-run.ts';
import type { Store } from '../../src/store/store.ts';
import { addWaitingRuns, openNamedStore, place } from '../growth/filled-store.ts';
import { describeMachine } from '../measure/machine.ts';
import { median, quantile } from '../measure/quantile.ts';
import { milliseconds, printTable, say } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';

const few = 1_000;
const many = 1_000_000;
/** Of so many runs one in each task's queue may begin: the others' tasks have no free place. */
const largestRatio = 1.2;
const defaultClaims = 300;

async function claimOnce(store: Store): Promise<number> {
  const from = performance.now();
  const run = await claimNextRun(store.db, {
    ...place,
    // All of task0's places are taken after the first claim, so that the heads of its queue are passed over.
    limits: { runsAtOnce: 10_000, tasks: { task0: 1 } },
    deployment: 'none',
    containerIdOf: ({ id }) => `run-${id}`,
  });
  if (run === null) throw new Error('the queue gave no run');
  const took = performance.now() - from;
  // Slots are given back, so that the claims cost the same from first to last.
  if (run.task !== 'task0') await sql`delete from runs where id = ${run.id}`.execute(store.db);
  return took;
}

/** What a claim costs with few and with many runs waiting, taken in turns on two stores. */
export async function queue(options: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-bench-queue-'));
  const stores: Store[] = [];
  try {
    for (const count of [few, many]) {
      const store = await openNamedStore(folder, String(count));
      stores.push(store);
      say(`filling a queue with ${count} runs`);
      await addWaitingRuns(store.db, count);
    }
    const samples: number[][] = stores.map(() => []);
    const claims = options.runs ?? defaultClaims;
    for (let turn = -options.warmUps; turn < claims; turn++) {
      for (const [index, store] of stores.entries()) {
        options.signal.throwIfAborted();
        const took = await claimOnce(store);
        if (turn >= 0) samples[index]?.push(took);
      }
    }
    report(samples, options.markdown);
  } finally {
    for (const store of stores) await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function report([atFew = [], atMany = []]: readonly (readonly number[])[], markdown: boolean): void {
  const row = (name: string, sample: readonly number[]) => [
    name,
    milliseconds(median(sample)),
    milliseconds(quantile(sample, 0.95)),
  ];
  const ratio = median(atMany) / median(atFew);
  printTable(
    {
      title: `Claim of the next run, ${atFew.length} each: ${describeMachine()}`,
      headings: ['runs that wait', 'p50 ms', 'p95 ms'],
      rows: [row(String(few), atFew), row(String(many), atMany)],
    },
    markdown,
  );
  printTable(
    {
      title: 'Ratio of medians',
      headings: ['', 'ratio', 'target', 'reached'],
      rows: [['many / few', ratio.toFixed(2), `≤ ${largestRatio}`, ratio <= largestRatio ? 'yes' : 'no']],
    },
    markdown,
  );
}
