import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine } from '../measure/machine.ts';
import { median } from '../measure/quantile.ts';
import { printTable, say } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import type { Contender } from '../peers/contender.ts';
import { deploy } from '../server/deploy.ts';
import { openRunClient, type RunClient } from '../server/run-client.ts';
import { openScratch } from '../server/scratch.ts';
import { spawnServer } from '../server/spawned-server.ts';
import { startTable } from '../start/start-table.ts';
import { takeTurns } from '../start/turns.ts';
import { sized, writeSizedProject } from './sized-project.ts';

const defaultRuns = 30;
const small = 'slug of 1 KB';
const large = 'slug of 1 GB';

/** Twice what the noise between two equal contenders comes to on a quiet machine. */
const mostRatio = 1.1;

function contender(name: string, client: RunClient, task: string): Contender {
  return {
    name,
    async firstByte() {
      const run = await client.run(sized.project, task);
      return run.output === null ? Number.NaN : run.output.arrived - run.sent;
    },
  };
}

/** From a trigger to the first byte, with a slug of 1 GB and one of 1 KB in turn; nothing is made ahead of time. */
export async function slug({ runs: asked, warmUps, markdown, signal }: BenchOptions): Promise<void> {
  const runs = asked ?? defaultRuns;
  await using scratch = await openScratch();
  const directory = join(scratch.directory, 'slug');
  await mkdir(directory, { mode: 0o711 });
  await using server = await spawnServer(directory, { ERRAND_READY_PER_TASK: '0' });
  say('building the slugs');
  await deploy(server.client, sized.project, await writeSizedProject(directory), signal);
  using client = openRunClient(server.connection);
  const contenders = [contender(small, client, sized.small), contender(large, client, sized.large)];
  await takeTurns(contenders, warmUps, signal);
  const times = await takeTurns(contenders, runs, signal);
  printTable(startTable(`Start by size of the slug, ${runs} runs: ${describeMachine()}`, times), markdown);
  const ratio = median(times.get(large) ?? []) / median(times.get(small) ?? []);
  const reached = ratio <= mostRatio ? 'yes' : 'no';
  const row = [`${large} / ${small}`, ratio.toFixed(2), `≤ ${mostRatio}`, reached];
  printTable(
    { title: 'Ratio of medians', headings: ['', 'ratio', 'target', 'reached'], rows: [row] },
    markdown,
  );
}
