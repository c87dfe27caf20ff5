import { parseConfig } from '../../src/config/parse.ts';
import { describeMachine } from '../measure/machine.ts';
import { median } from '../measure/quantile.ts';
import { milliseconds, printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { hostile } from './hostile.ts';

const defaultRuns = 20;
const workloads = 100;

const task = (index: number) => `  job-${index}:
    type: nodejs:24
    source:
      root: /jobs/${index}
    relationships:
      web: "web:http"
    mounts:
      cache:
        source: tmp
    variables:
      env:
        BATCH: "${index}"
        REGION: eu
        LEVEL: info
    hooks:
      build: |
        npm ci
        npm run build
    run:
      command: node main.js
`;

const route = (_: unknown, index: number) =>
  `  "https://{default}/part-${index}": { type: upstream, upstream: "web:http" }\n`;

/** A configuration of 100 workloads in 2,000 lines. */
function largeConfig(): string {
  const application = 'applications:\n  web:\n    type: nodejs:24\n';
  const tasks = Array.from({ length: workloads - 1 }, (_, index) => task(index));
  const routes = Array.from({ length: 15 }, route);
  return `${application}tasks:\n${tasks.join('')}routes:\n${routes.join('')}`;
}

/** How long a large configuration takes to be read and checked: the first time in a process, and after that. */
export async function config(options: BenchOptions): Promise<void> {
  const text = largeConfig();
  const times: number[] = [];
  const processor: number[] = [];
  for (let run = 0; run < (options.runs ?? defaultRuns); run++) {
    options.signal.throwIfAborted();
    const [begun, used] = [performance.now(), process.cpuUsage()];
    const { definition } = parseConfig([{ path: '.upsun/config.yaml', text }]);
    times.push(performance.now() - begun);
    processor.push(process.cpuUsage(used).user / 1000);
    if (definition === null) throw new Error('the configuration of the benchmark has errors');
  }
  const lines = text.split('\n').length - 1;
  const rows = (
    [
      ['by the clock', times],
      ['of the processor', processor],
    ] as const
  ).map(([name, sample]) => [
    name,
    ...[sample[0] ?? 0, median(sample), Math.min(...sample)].map(milliseconds),
  ]);
  const title = `Checking ${lines} lines with ${workloads} workloads: ${describeMachine()}`;
  printTable({ title, headings: ['time', 'first ms', 'median ms', 'least ms'], rows }, options.markdown);
  await hostile(options);
}
