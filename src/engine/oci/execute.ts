import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrandError } from '../../errors/errand-error.ts';
import { startTicks } from '../../linux/start-ticks.ts';
import { createMask } from '../../secret/mask/masker.ts';
import { Secret } from '../../secret/secret.ts';
import type { FurtherCommand } from '../engine.ts';
import { initInside, shell } from './oci-config.ts';
import type { EngineParts } from './oci-container.ts';
import { eachLine } from './output-lines.ts';

/** What is left running keeps the output open; the command itself is over. */
const drainMilliseconds = 250;

let counter = 0;

/** The process of a further command: the user, capabilities and working directory are those of the container. */
async function furtherProcess(bundle: string, { command, environment }: FurtherCommand) {
  const config = JSON.parse(await readFile(join(bundle, 'config.json'), 'utf8')) as {
    readonly process: Readonly<Record<string, unknown>>;
  };
  return {
    ...config.process,
    args: [initInside, '-s', '-g', '--', '/bin/sh', '-c', shell, 'sh', command],
    ...(environment === undefined
      ? {}
      : { env: Object.entries(environment).map(([name, value]) => `${name}=${value}`) }),
  };
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return listed.split(' ').filter(Boolean).map(Number);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is over.
  }
}

/** The command's init takes over every orphan below it. It is held so that it cannot end before them and pass them on. */
async function endAll(pidFile: string): Promise<void> {
  const init = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (!(init > 1)) return;
  send(init, 'SIGSTOP');
  const living = async () => (await childrenOf(init)).filter((pid) => startTicks(pid) !== null);
  for (let below = await living(); below.length > 0; below = await living()) {
    for (const pid of below) send(pid, 'SIGKILL');
    await delay(1);
  }
  send(init, 'SIGKILL');
}

function start(parts: EngineParts, id: string, processFile: string, pidFile: string) {
  const { path, globalArguments } = parts.runtime;
  const args = [...globalArguments, 'exec', '--process', processFile, '--pid-file', pidFile, id];
  // A pipe as standard input, for the same reason as conmon's: crun would change the owner of the machine's /dev/null.
  const child = spawn(path, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '' },
  });
  child.stdin.end();
  return child;
}

/** Runs a command in a container by the runtime's `exec`. Returns its exit code. */
export async function execute(parts: EngineParts, id: string, further: FurtherCommand): Promise<number> {
  const number = counter++;
  const processFile = join(parts.bundleOf(id), `exec-${number}.json`);
  const pidFile = join(parts.bundleOf(id), `exec-${number}.pid`);
  const description = await furtherProcess(parts.bundleOf(id), further);
  await writeFile(processFile, JSON.stringify(description), { mode: 0o600 });
  const child = start(parts, id, processFile, pidFile);
  const stop = () => void endAll(pidFile).then(() => child.kill('SIGKILL'));
  const mask = createMask((further.hiddenTexts ?? []).map((text) => new Secret(text)));
  const ends = (['stdout', 'stderr'] as const).map((stream) =>
    eachLine(child[stream], mask.open(), (line) => further.output(line, stream)),
  );
  try {
    const closed = once(child, 'close');
    further.signal?.addEventListener('abort', stop);
    if (further.signal?.aborted === true) stop();
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    await Promise.race([closed, delay(drainMilliseconds)]);
    for (const end of ends) end();
    return exitCode ?? 137;
  } catch (cause) {
    throw new ErrandError('start_failed', `a command could not be run in container ${id}`, { cause });
  } finally {
    further.signal?.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.stderr.destroy();
    await Promise.all([processFile, pidFile].map((path) => rm(path, { force: true })));
  }
}
