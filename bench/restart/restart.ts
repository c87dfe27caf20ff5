import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../src/cli/connection/connection.ts';
import { describeMachine } from '../measure/machine.ts';
import { milliseconds, printTable } from '../measure/report.ts';
import type { BenchOptions } from '../options.ts';
import { deploy } from '../server/deploy.ts';
import { probe, writeProbeProject } from '../server/probe-project.ts';
import { openScratch } from '../server/scratch.ts';
import { type SpawnedServer, spawnServer } from '../server/spawned-server.ts';
import { openTriggerClient } from '../server/trigger-client.ts';

const defaultQueued = 1000;
/** As many as an environment executes at once by default. */
const running = 3;
const triggersAtOnce = 8;
const target = '< 2000';

/** From the start of a server after a kill -9 to its first answer, which comes when every run is taken up again. */
export async function restart({ runs, markdown, signal }: BenchOptions): Promise<void> {
  await using scratch = await openScratch();
  const queued = runs ?? defaultQueued;
  const directory = join(scratch.directory, 'restart');
  await mkdir(directory, { mode: 0o711 });
  const first = await spawnServer(directory);
  await deploy(first.client, probe.project, await writeProbeProject(directory), signal);
  await kill(first, signal);
  const [second, empty] = await timed(() => spawnServer(directory));
  await fill(second.connection, queued);
  await untilRunning(second, signal);
  await kill(second, signal);
  const [third, full] = await timed(() => spawnServer(directory));
  await using _ = third;
  const taken = await third.client.get(`/projects/${probe.project}/activities?state=in_progress`);
  const rows = [
    ['nothing but an application', milliseconds(empty), ''],
    [`and ${queued} queued and ${(taken as readonly unknown[]).length} running runs`, milliseconds(full), ''],
    ['the difference: their re-adoption', milliseconds(full - empty), target],
  ];
  const headings = ['restarted after a kill -9, with', 'ms to the first answer', 'target'];
  printTable({ title: `Restart: ${describeMachine()}`, headings, rows }, markdown);
}

async function fill(connection: Connection, queued: number): Promise<void> {
  using client = openTriggerClient(connection, { variables: { env: { SCRIPT: 'exec sleep 250' } } });
  let left = queued + running;
  const one = async () => {
    while (left-- > 0) await client.trigger(probe.project, probe.script);
  };
  await Promise.all(Array.from({ length: triggersAtOnce }, one));
}

async function untilRunning({ client }: SpawnedServer, signal: AbortSignal): Promise<void> {
  for (;;) {
    const found = await client.get(`/projects/${probe.project}/activities?state=in_progress`);
    if ((found as readonly unknown[]).length === running) return;
    await delay(50, undefined, { signal });
  }
}

async function kill({ pid }: SpawnedServer, signal: AbortSignal): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (existsSync(`/proc/${pid}`)) await delay(5, undefined, { signal });
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const from = performance.now();
  const result = await work();
  return [result, performance.now() - from];
}
