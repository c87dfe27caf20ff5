import type { Socket } from 'node:net';
import { startProcess } from '../../../linux/native-process.ts';

/** Reads who is held and who no longer; at the end of its input, which is the end of the server too, lets all go on. */
const guard = `held=
while read -r verb pid; do
  if [ "$verb" = hold ]; then held="$held $pid"; continue; fi
  rest=
  for one in $held; do [ "$one" = "$pid" ] || rest="$rest $one"; done
  held=$rest
done
for one in $held; do kill -CONT "$one"; done`;

/**
 * Lets processes go on that this one has stopped, should it die meanwhile. It costs a process, begun when the first is held, and
 * nothing where none ever is.
 */
export class HoldGuard {
  #input: Socket | null = null;

  /** To be called before `pid` is stopped: what is said is with the guard when this returns. */
  hold(pid: number): void {
    this.#input ??= this.#begin();
    this.#input.write(`hold ${pid}\n`);
  }

  /** To be called when `pid` may go on. */
  free(pid: number): void {
    this.#input?.write(`free ${pid}\n`);
  }

  /** Ends the guard, which lets those go on that are still held. */
  close(): void {
    this.#input?.end();
    this.#input = null;
  }

  #begin(): Socket {
    const { pipes, gone, unref } = startProcess({
      program: 'sh',
      args: ['-c', guard],
      directory: '/',
      descriptors: ['input'],
      environment: { PATH: process.env.PATH ?? '' },
    });
    const input = pipes.get(0);
    if (input === undefined) throw new Error('a guard without an input');
    input.unref();
    unref();
    // Somebody killed it: the next hold begins another.
    void gone.then(() => {
      if (this.#input === input) this.#input = null;
    });
    return input;
  }
}
