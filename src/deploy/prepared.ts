import type { OutputFolder } from '../artifact/output-folder.ts';
import type { Container } from '../engine/engine.ts';
import type { PreparedRun } from '../task/stage.ts';
import type { Seat } from './seat.ts';

/** A seat; one of a task has a folder for results. */
interface PreparedSeat extends Seat {
  readonly output?: OutputFolder;
}

/** A container in its seat: tokens are given to it while it runs, and both go together. */
export function prepared(container: Container, seat: PreparedSeat, begin: () => Promise<void>): PreparedRun {
  seat.occupy(container.id);
  void container.ended.then(() => seat.occupy(null));
  return {
    container,
    output: seat.output ?? null,
    begin,
    async close() {
      // Where that fails, its processes may be there still: nobody else may have their seat.
      await container.remove();
      await seat.close();
    },
  };
}
