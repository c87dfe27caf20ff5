import { homedir } from 'node:os';
import { config } from './config/config.ts';
import { growth } from './growth/growth.ts';
import { log } from './log/log.ts';
import { mask } from './mask/mask.ts';
import { say } from './measure/report.ts';
import { memory } from './memory/memory.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { queue } from './queue/queue.ts';
import { restart } from './restart/restart.ts';
import { slug } from './slug/slug.ts';
import { start } from './start/start.ts';
import { throughput } from './throughput/throughput.ts';
import { triggers } from './triggers/triggers.ts';

const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  start,
  slug,
  throughput,
  memory,
  mask,
  config,
  queue,
  triggers,
  log,
  growth,
  restart,
};

/** A benchmark that hangs must not outlive the patience of whoever waits for it. */
const longestMinutes = 30;

async function main(): Promise<void> {
  const stopped = new AbortController();
  const stop = () => stopped.abort(new Error('stopped'));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(longestMinutes * 60_000)]);
  const { name, options } = readOptions(process.argv.slice(2), signal);
  const chosen = Object.entries(benchmarks).filter(([candidate]) => name === null || name === candidate);
  if (chosen.length === 0) throw new Error(`there is no benchmark '${name}'\n${usage}`);
  if (process.getuid?.() !== 0) throw new Error('the benchmarks run containers, which needs root');
  // What a tool looks for in a home folder must not depend on who started it.
  process.env.HOME ??= homedir();
  for (const [, run] of chosen) {
    signal.throwIfAborted();
    await run(options);
  }
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
