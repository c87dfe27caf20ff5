import { readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startProcess } from '../../../linux/native-process.ts';
import { startTicks } from '../../../linux/start-ticks.ts';
import type { KeeperProcess } from './keeper.ts';

/**
 * Reads of keepers that come and go, as `<pid>:<start ticks>:<raw output>`. Its input ends when the server does: then it lets all go on,
 * looks ten times in a second how much each has written since, and stops those that are too far. Ends when none is left to look at.
 */
const guard = `trap '' HUP INT TERM
cd "$1" || exit
keepers=
while read -r verb keeper; do
  rest=
  for one in $keepers; do [ "$one" = "$keeper" ] || rest="$rest $one"; done
  keepers=$rest
  [ "$verb" = gone ] || keepers="$keepers $keeper"
done
lives() {
  pid=\${1%%:*} ticks=\${1#*:} name=\${1##*:}
  ticks=\${ticks%%:*} stat=
  { read -r stat < "/proc/$pid/stat"; } 2> /dev/null
  set -- \${stat##*) }
  [ "$1" != Z ] && [ "\${20}" = "$ticks" ]
}
look() {
  sizes="
$(stat -c '%n:%s' $names 2> /dev/null)"
}
sizeOf() {
  size=\${sizes#*"
$1:"}
  size=\${size%%[!0-9]*}
}
names=
for one in $keepers; do names="$names \${one##*:}"; done
look
limits=
for one in $keepers; do
  lives "$one" && kill -CONT "$pid"
  sizeOf "$name"
  limits="$limits $((\${size:-0} + $2)):$one"
done
while [ -n "$limits" ]; do
  sleep 0.1
  look
  rest= names=
  for each in $limits; do
    lives "\${each#*:}" || continue
    sizeOf "$name"
    if [ "\${size:-0}" -gt "\${each%%:*}" ]; then kill -STOP "$pid"; continue; fi
    rest="$rest $each" names="$names $name"
  done
  limits=$rest
done`;

export interface OutputGuardSettings {
  /** Where the raw outputs are. */
  readonly outputDirectory: string;
  /** Where the guard itself is noted, for the server after this one. */
  readonly path: string;
  /** How much each keeper may write while no server is there. */
  readonly aheadBytes: number;
}

/**
 * Bounds what keepers write while no server reads it, without a loss: it stops them, and their programs wait in their writes. A process
 * of its own, begun with the first keeper, that does nothing as long as the server lives.
 */
export class OutputGuard {
  readonly #settings: OutputGuardSettings;
  readonly #keepers = new Set<string>();
  #input: Socket | null = null;

  constructor(settings: OutputGuardSettings) {
    this.#settings = settings;
  }

  /** `name`: of the raw output. */
  keep(keeper: KeeperProcess, name: string): void {
    const told = tell(keeper, name);
    this.#keepers.add(told);
    if (this.#input === null) this.#begin();
    else this.#input.write(`keep ${told}\n`);
  }

  /** The keeper's output is taken, whether or not it has ended. */
  forget(keeper: KeeperProcess, name: string): void {
    const told = tell(keeper, name);
    if (this.#keepers.delete(told)) this.#input?.write(`gone ${told}\n`);
  }

  /** From here on nobody reads. */
  close(): void {
    this.#input?.end();
    this.#input = null;
  }

  #begin(): void {
    const { outputDirectory, path, aheadBytes } = this.#settings;
    const { pid, pipes, gone, unref } = startProcess({
      program: 'sh',
      args: ['-c', guard, 'errand-output-guard', outputDirectory, String(aheadBytes)],
      directory: '/',
      descriptors: ['input'],
      environment: { PATH: process.env.PATH ?? '' },
    });
    const input = pipes.get(0);
    if (input === undefined) throw new Error('a guard without an input');
    this.#input = input;
    input.unref();
    unref();
    writeFileSync(path, `${pid} ${startTicks(pid) ?? ''}`, { mode: 0o600 });
    for (const told of this.#keepers) input.write(`keep ${told}\n`);
    // Somebody killed it: the next keeper begins another.
    void gone.then(() => {
      if (this.#input === input) this.#input = null;
    });
  }
}

const tell = ({ pid, startTicks: ticks }: KeeperProcess, name: string) => `${pid}:${ticks}:${name}`;

const lookAgainMilliseconds = 1;

/** Ends the guard of a former server. When this resolves it stops nobody any more. */
export async function endFormerGuard(path: string): Promise<void> {
  const [number = '0', ticks = ''] = readNote(path);
  const pid = Number(number);
  const lives = () => pid > 0 && startTicks(pid) === ticks;
  while (lives()) {
    end(pid);
    await delay(lookAgainMilliseconds);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function readNote(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(' ');
  } catch {
    return [];
  }
}
