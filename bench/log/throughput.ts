import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { processorSeconds } from '../measure/processor.ts';
import { openFollowers, startScript } from '../server/follower.ts';
import type { SpawnedServer } from '../server/spawned-server.ts';

const mebibyte = 1024 * 1024;
/** A log line of a program that says a lot: 100 bytes with its end. */
const line = 'x'.repeat(99);

export const printed = (mebibytes: number) => `yes ${line} | head -c ${mebibytes * mebibyte}`;

export interface LogRate {
  readonly mebibytesPerSecond: number;
  /** Of the server alone. */
  readonly processorSecondsPerMebibyte: number;
}

/** From the first byte that a follower gets to the end of the log. Throws where a byte is missing. */
export async function logRate(server: SpawnedServer, mebibytes: number): Promise<LogRate> {
  using followers = openFollowers(server);
  const before = processorSeconds(server.pid);
  const log = await followers.open(await startScript(server, printed(mebibytes)));
  let from = 0;
  let letters = 0;
  for await (const chunk of log as AsyncIterable<Buffer>) {
    if (from === 0 && chunk.includes(line)) from = performance.now();
    for (let at = chunk.indexOf('x'); at >= 0; at = chunk.indexOf('x', at + 1)) {
      const rest = chunk.indexOf('\\', at);
      letters += (rest < 0 ? chunk.length : rest) - at;
      at = rest < 0 ? chunk.length : rest;
    }
  }
  const seconds = (performance.now() - from) / 1000;
  const wanted = Math.floor((mebibytes * mebibyte) / (line.length + 1)) * line.length;
  if (letters < wanted) throw new Error(`the follower got ${letters} of ${wanted} letters`);
  return {
    mebibytesPerSecond: mebibytes / seconds,
    processorSecondsPerMebibyte: (processorSeconds(server.pid) - before) / mebibytes,
  };
}

/** The same bytes through a pipe into a file: what the machine can do without anybody between. */
export async function catRate(directory: string, mebibytes: number): Promise<number> {
  const file = join(directory, 'cat.out');
  const from = performance.now();
  const child = spawn('sh', ['-c', `${printed(mebibytes)} | cat > "$0"`, file], { stdio: 'ignore' });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`cat ended with ${status}`);
  const seconds = (performance.now() - from) / 1000;
  await rm(file);
  return mebibytes / seconds;
}
