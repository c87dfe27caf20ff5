import { describeMachine } from '../measure/machine.ts';
import { median, quantile } from '../measure/quantile.ts';
import { milliseconds, printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { openDeployedProbe } from '../server/deployed-probe.ts';
import { openScratch } from '../server/scratch.ts';
import { bareDelays, type Delays, followDelays } from './delay.ts';
import { catRate, type LogRate, logRate } from './throughput.ts';

const mebibytes = 64;
const defaultRounds = 5;
const crowds = [1, 10, 100, 1000];
const slowestMilliseconds = 20;
/** What a container may print at once, and a log hold, is not what is measured. */
const unbounded = { ERRAND_LOG_RATE_MIB: '0', ERRAND_LOG_LIMIT_MIB: '1024' };

/** From a task's standard output to a follower: how much in a second, and how late. */
export async function log(options: BenchOptions): Promise<void> {
  const { signal, markdown } = options;
  await using scratch = await openScratch();
  await using deployed = await openDeployedProbe(scratch.directory, 'server', unbounded, signal);
  const { server } = deployed;
  await logRate(server, 4);
  const rates: LogRate[] = [];
  const cats: number[] = [];
  for (let round = 0; round < (options.runs ?? defaultRounds); round++) {
    signal.throwIfAborted();
    rates.push(await logRate(server, mebibytes));
    cats.push(await catRate(scratch.directory, mebibytes));
  }
  reportRates(rates, cats, markdown);
  const delays: CrowdDelays[] = [];
  for (const crowd of crowds) {
    signal.throwIfAborted();
    delays.push({ crowd, own: await followDelays(server, crowd), bare: await bareDelays(crowd) });
  }
  reportDelays(delays, markdown);
}

function reportRates(rates: readonly LogRate[], cats: readonly number[], markdown: boolean): void {
  const own = rates.map(({ mebibytesPerSecond }) => mebibytesPerSecond);
  const row = (name: string, sample: readonly number[]) => [
    name,
    ...[median(sample), Math.min(...sample), Math.max(...sample)].map((rate) => rate.toFixed(1)),
  ];
  const cost = median(rates.map((rate) => rate.processorSecondsPerMebibyte * 1000));
  printTable(
    {
      title: `Log, ${mebibytes} MiB in lines of 100 bytes: ${describeMachine()}`,
      headings: ['MiB per second', 'median', 'least', 'most'],
      rows: [row('Errand, to a follower', own), row('cat, into a file', cats)],
    },
    markdown,
  );
  const ratio = (median(own) / median(cats)).toFixed(3);
  printTable(
    {
      title: 'Ratio, and cost',
      headings: ['', 'value'],
      rows: [
        ['Errand / cat', ratio],
        ['processor of the server, ms per MiB', cost.toFixed(1)],
      ],
    },
    markdown,
  );
}

interface CrowdDelays {
  readonly crowd: number;
  readonly own: Delays;
  /** Of the bare loop. */
  readonly bare: Delays;
}

function reportDelays(delays: readonly CrowdDelays[], markdown: boolean): void {
  const rows = delays.map(({ crowd, own, bare }) => {
    const late = quantile(own.milliseconds, 0.99);
    const bareLate = quantile(bare.milliseconds, 0.99);
    const own3 = [median(own.milliseconds), late, own.processorSeconds * 1000].map(milliseconds);
    const bare3 = [median(bare.milliseconds), bareLate, bare.processorSeconds * 1000].map(milliseconds);
    const reached = late <= slowestMilliseconds ? 'yes' : 'no';
    return [
      String(crowd),
      ...own3,
      ...bare3,
      (late / bareLate).toFixed(2),
      `≤ ${slowestMilliseconds}`,
      reached,
    ];
  });
  const [p50, p99, cpu] = ['p50 ms', 'p99 ms', 'CPU ms'];
  const loop = [p50, p99, cpu].map((heading) => `bare loop ${heading}`);
  const headings = ['followers', p50, p99, cpu, ...loop, 'p99 / bare', 'target p99', 'reached'];
  printTable({ title: `Delay from write to follower: ${describeMachine()}`, headings, rows }, markdown);
}
