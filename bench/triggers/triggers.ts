import { setTimeout as delay } from 'node:timers/promises';
import { openPostgresServer } from '../../test/support/postgres-server.ts';
import { describeMachine } from '../measure/machine.ts';
import { processorSeconds } from '../measure/processor.ts';
import { median } from '../measure/quantile.ts';
import { printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { openGraphileQueue } from '../peers/graphile-worker.ts';
import { openDeployedProbe } from '../server/deployed-probe.ts';
import { probe } from '../server/probe-project.ts';
import { openScratch } from '../server/scratch.ts';
import { openTriggerClient } from '../server/trigger-client.ts';
import { ratePerSecond } from '../throughput/rate.ts';

const defaultTriggers = 3000;
const inFlight = 32;
const rounds = 6;
const restMilliseconds = 500;
/** Of each, for every warm-up, so that everyone's code is compiled before it counts. */
const warmTriggers = 200;
/** What is measured is accepting; nothing of it is to begin meanwhile. */
const notNow = { variables: {}, delay: 3600 };

const names = {
  sqlite: 'Errand, SQLite',
  postgres: 'Errand, PostgreSQL',
  graphile: 'graphile-worker addJob',
} as const;

interface Contender {
  readonly name: string;
  readonly add: () => Promise<void>;
  /** Seconds of processor so far of the process that adds, without the database's. */
  readonly spent: () => number;
  readonly rates: number[];
  readonly costs: number[];
}

/** Triggers accepted per second, each on disk before it is answered, beside jobs added to the same PostgreSQL. */
export async function triggers(options: BenchOptions): Promise<void> {
  const { signal, warmUps, markdown } = options;
  const count = Math.ceil((options.runs ?? defaultTriggers) / rounds);
  await using scratch = await openScratch();
  await using postgres = await openPostgresServer({ durable: true });
  const environment = { ERRAND_DATABASE_URL: await postgres.createDatabase() };
  await using onPostgres = await openDeployedProbe(scratch.directory, 'postgres', environment, signal);
  await using onSqlite = await openDeployedProbe(scratch.directory, 'sqlite', {}, signal);
  await using graphile = await openGraphileQueue(await postgres.createDatabase(), inFlight);
  using sqliteClient = openTriggerClient(onSqlite.server.connection, notNow);
  using postgresClient = openTriggerClient(onPostgres.server.connection, notNow);
  const contender = (name: string, add: () => Promise<void>, pid: number): Contender => {
    return { name, add, spent: () => processorSeconds(pid), rates: [], costs: [] };
  };
  const { project, nothing } = probe;
  const contenders = [
    contender(names.sqlite, () => sqliteClient.trigger(project, nothing), onSqlite.server.pid),
    contender(names.postgres, () => postgresClient.trigger(project, nothing), onPostgres.server.pid),
    contender(names.graphile, () => graphile.add(), process.pid),
  ];
  for (const { add } of contenders) await ratePerSecond(add, warmUps * warmTriggers, inFlight, signal);
  await takeTurns(contenders, count, signal);
  report(contenders, count * rounds, markdown);
}

/** Everyone is first in turn. */
async function takeTurns(
  contenders: readonly Contender[],
  count: number,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const first = round % contenders.length;
    for (const { add, spent, rates, costs } of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      await delay(restMilliseconds, undefined, { signal });
      const before = spent();
      rates.push(await ratePerSecond(add, count, inFlight, signal));
      costs.push(((spent() - before) * 1000) / count);
    }
  }
}

function report(contenders: readonly Contender[], count: number, markdown: boolean): void {
  const rows = contenders.map(({ name, rates, costs }) => [
    name,
    ...[median(rates), Math.min(...rates), Math.max(...rates)].map((rate) => rate.toFixed(0)),
    median(costs).toFixed(2),
  ]);
  const title = `Triggers, ${count} of each, ${inFlight} at a time: ${describeMachine()}`;
  const headings = ['accepted per second', 'median', 'least', 'most', 'processor ms of each'];
  printTable({ title, headings, rows }, markdown);
  const of = (name: string) => median(contenders.find((one) => one.name === name)?.rates ?? []);
  const ratios = [names.sqlite, names.postgres].map((name) => {
    const ratio = of(name) / of(names.graphile);
    return [`${name} / ${names.graphile}`, ratio.toFixed(2), '> 1', ratio > 1 ? 'yes' : 'no'];
  });
  printTable(
    { title: 'Ratios of medians', headings: ['', 'ratio', 'target', 'reached'], rows: ratios },
    markdown,
  );
}
