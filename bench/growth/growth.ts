import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { findActivity } from '../../src/store/activities/find-activity.ts';
import { listActivities } from '../../src/store/activities/list-activities.ts';
import { acceptRun } from '../../src/store/runs/accept-run.ts';
import { claimNextRun } from '../../src/store/runs/claim-next-run.ts';
import type { Store } from '../../src/store/store.ts';
import { anActivity, aRun } from '../../test/store/samples.ts';
import { describeMachine } from '../measure/machine.ts';
import { median } from '../measure/quantile.ts';
import { printChart, printTable, say } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { addFinishedActivities, addWaitingRuns, openNamedStore, place } from './filled-store.ts';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const defaultTimes = 200;
const page = 25;

interface Work {
  readonly name: string;
  /** Once, on a store with so many waiting runs and as many finished activities. */
  readonly once: (store: Store, size: number) => Promise<void>;
}

let counter = 0;

async function claim({ db }: Store): Promise<void> {
  const limits = { runsAtOnce: 10_000, tasks: {} };
  const containerIdOf = ({ id }: { readonly id: string }) => `run-${id}`;
  const run = await claimNextRun(db, { ...place, limits, deployment: 'none', containerIdOf });
  if (run === null) throw new Error('the queue gave no run');
  await sql`delete from runs where id = ${run.id}`.execute(db);
}

async function accept(store: Store): Promise<void> {
  const id = `new${counter++}`;
  await acceptRun(store, { run: aRun({ id, ...place }), activity: anActivity({ id, ...place }) });
}

async function list({ db }: Store): Promise<void> {
  const found = await listActivities(db, { ...place, states: ['complete'], limit: page });
  if (found.length !== page) throw new Error('a page is not full');
}

async function listOlder({ db }: Store, size: number): Promise<void> {
  const [first] = await listActivities(db, { ...place, states: ['complete'], limit: 1 });
  const createdBefore = new Date((first?.createdAt.getTime() ?? 0) - size / 2);
  const found = await listActivities(db, { ...place, states: ['complete'], createdBefore, limit: page });
  if (found.length !== page) throw new Error('a page is not full');
}

async function find({ db }: Store, size: number): Promise<void> {
  if ((await findActivity(db, place.project, `act${size >> 1}`)) === null)
    throw new Error('an activity is gone');
}

const works: readonly Work[] = [
  { name: 'accept a trigger', once: accept },
  { name: 'claim the next run', once: claim },
  { name: 'newest 25 activities', once: list },
  { name: '25 from the middle', once: listOlder },
  { name: 'one activity', once: find },
];

/** What the store's work costs while there is ten, a hundred, a thousand times as much in it; all sizes in turn. */
export async function growth(options: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'errand-bench-growth-'));
  const stores = new Map<number, Store>();
  try {
    for (const size of sizes) {
      say(`filling a store with ${size} waiting runs and ${size} finished ones`);
      const store = await openNamedStore(folder, String(size));
      stores.set(size, store);
      await addWaitingRuns(store.db, size);
      await addFinishedActivities(store.db, size);
    }
    const medians = await measure(stores, options);
    report(medians, options.markdown);
  } finally {
    for (const store of stores.values()) await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Medians = ReadonlyMap<string, readonly number[]>;

async function measure(stores: ReadonlyMap<number, Store>, options: BenchOptions): Promise<Medians> {
  const times = options.runs ?? defaultTimes;
  const medians = new Map<string, number[]>();
  for (const { name, once } of works) {
    const samples = new Map<number, number[]>(sizes.map((size) => [size, []]));
    for (let turn = -options.warmUps; turn < times; turn++) {
      for (const [size, store] of stores) {
        options.signal.throwIfAborted();
        const from = performance.now();
        await once(store, size);
        if (turn >= 0) samples.get(size)?.push(performance.now() - from);
      }
    }
    medians.set(name, [...samples.values()].map(median));
  }
  return medians;
}

function report(medians: Medians, markdown: boolean): void {
  const rows = [...medians].map(([name, row]) => {
    const growth = (row.at(-1) ?? Number.NaN) / (row[0] ?? Number.NaN);
    return [name, ...row.map((value) => value.toFixed(2)), growth.toFixed(2)];
  });
  const headings = [
    'p50 ms, with so many',
    ...sizes.map((size) => size.toLocaleString('en')),
    'last / first',
  ];
  printTable({ title: `Growth: ${describeMachine()}`, headings, rows }, markdown);
  const places = sizes.map((size) => size.toLocaleString('en'));
  printChart({ title: 'Growth, p50', unit: 'ms', places, lines: [...medians] }, markdown);
}
