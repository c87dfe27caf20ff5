import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeMachine } from '../measure/machine.ts';
import { median } from '../measure/quantile.ts';
import { milliseconds, printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import type { CheckCost } from './measured-check.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'measured-check.ts');
const defaultRuns = 5;

const app = 'applications: {web: {type: "nodejs:24"}}\n';

/** Twelve levels of nine aliases each: 282 thousand million values, were they written out. */
function aliasBomb(): string {
  const nine = (name: string) => Array(9).fill(name).join(', ');
  const levels = Array.from({ length: 12 }, (_, i) => `.l${i + 1}: &l${i + 1} [${nine(`*l${i}`)}]\n`);
  return `${app}.l0: &l0 [${nine('x')}]\n${levels.join('')}`;
}

const hostileFiles: Readonly<Record<string, () => string>> = {
  'nothing hostile': () => app,
  'alias bomb': aliasBomb,
  '50 MB': () => `${app}# ${'x'.repeat(50_000_000)}`,
  '1 MB of small values': () => `.x:\n${'  - 1\n'.repeat(170_000)}`,
  '500,000 levels': () => `a: ${'['.repeat(500_000)}`,
};

async function costOf(text: string): Promise<CheckCost> {
  const directory = await mkdtemp(join(tmpdir(), 'errand-hostile-'));
  try {
    await mkdir(join(directory, '.upsun'));
    await writeFile(join(directory, '.upsun/config.yaml'), text);
    const { stdout } = await run(process.execPath, [program, directory]);
    return JSON.parse(stdout) as CheckCost;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What it costs to refuse what is made to be costly: each check in a process of its own. */
export async function hostile({ runs, markdown, signal }: BenchOptions): Promise<void> {
  const rows: string[][] = [];
  for (const [name, make] of Object.entries(hostileFiles)) {
    const costs: CheckCost[] = [];
    for (let count = 0; count < (runs ?? defaultRuns); count++) {
      signal.throwIfAborted();
      costs.push(await costOf(make()));
    }
    const times = costs.map((cost) => cost.milliseconds);
    const used = costs.map((cost) => cost.processorMilliseconds);
    const memory = Math.max(...costs.map((cost) => cost.memoryMiB));
    const said = costs[0]?.codes.join(', ') || 'no error';
    rows.push([name, milliseconds(median(times)), milliseconds(median(used)), memory.toFixed(0), said]);
  }
  const title = `Refusing what is hostile: ${describeMachine()}`;
  const headings = ['file', 'by the clock ms', 'of the processor ms', 'memory MiB', 'refused as'];
  printTable({ title, headings, rows }, markdown);
}
