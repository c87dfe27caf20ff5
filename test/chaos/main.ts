/** `npm run chaos`: kills until there were enough, and tells what came of it. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Harness, type LifeReport } from './harness.ts';
import { type KindName, kinds } from './kinds.ts';
import { nameOfMoment, usualSize } from './plan.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    life: { type: 'string', default: '0' },
    lives: { type: 'string', default: '4' },
    output: { type: 'string', default: join(tmpdir(), 'chaos-output') },
    minutes: { type: 'string', default: '600' },
    stop: { type: 'string', default: '60' },
    only: { type: 'string', multiple: true, default: [] },
    network: { type: 'string', default: '10.220.0.0/16' },
  },
});
const isKind = (name: string): name is KindName => name in kinds;
const strange = values.only.find((name) => !isKind(name));
if (strange !== undefined) throw new Error(`--only ${strange}: not one of ${Object.keys(kinds).join(', ')}`);
const size = values.only.length === 0 ? usualSize : { ...usualSize, mix: values.only.filter(isKind) };
const seed = Number(values.seed);
const stopMilliseconds = Number(values.stop) * 1000;
const from = performance.now();
let [kills, runs, faults] = [0, 0, 0];
const minutes = () => (performance.now() - from) / 60_000;

function describe({
  index,
  life,
  metMoment,
  kills: hit,
  runs: accepted,
  restartMilliseconds,
}: LifeReport): string {
  const end = typeof life.end === 'number' ? `${life.end} ms` : nameOfMoment(life.end);
  const came = metMoment === false ? ' (never came)' : '';
  return `life ${index}: ${hit} kills, ${accepted} runs, ${life.misfortune}, end ${end}${came}, up again after ${restartMilliseconds} ms`;
}

console.log(`seed ${seed}`);
await using harness = await Harness.open({
  seed,
  size,
  stopMilliseconds,
  network: values.network,
  first: Number(values.life),
});
while (kills < Number(values.kills) && minutes() < Number(values.minutes)) {
  const report = await harness.season(Number(values.lives)).catch(async (error: unknown) => {
    writeFileSync(`${values.output}.end`, await harness.output());
    throw error;
  });
  kills += report.kills;
  runs += report.runs;
  faults += report.faults.length;
  for (const life of report.lives) console.log(describe(life));
  console.log(
    `  ${JSON.stringify(report.outcomes)}, judged in ${report.judgedMilliseconds} ms; in all ${kills} kills, ${runs} runs, ${minutes().toFixed(1)} min`,
  );
  for (const fault of report.faults) console.log(`  FAULT ${fault}`);
  if (report.faults.length > 0)
    writeFileSync(`${values.output}.${report.lives[0]?.index}`, await harness.output());
}
if (faults > 0) {
  console.log(
    `${faults} faults; the server's words are beside ${values.output}; the same again: npm run chaos -- --seed ${seed} --kills ${kills}`,
  );
  process.exitCode = 1;
} else console.log(`${kills} kills, ${runs} runs, no fault, in ${minutes().toFixed(1)} minutes`);
