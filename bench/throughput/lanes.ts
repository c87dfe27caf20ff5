import { findPrograms } from '../../src/composition/preconditions.ts';
import { type BareCrun, openBareCrun } from '../peers/crun.ts';
import type { PrivateGround } from '../peers/private-ground.ts';
import type { SameBundle } from '../peers/same-bundle.ts';
import { commands } from '../server/probe-project.ts';

/** Bare cruns that may run at the same time, each with a bundle and a cgroup of its own. */
export interface Lanes extends AsyncDisposable {
  run(lane: number): Promise<unknown>;
}

export async function openLanes(
  count: number,
  bundle: SameBundle,
  ground: PrivateGround,
  scratch: string,
): Promise<Lanes> {
  const crunPath = findPrograms().crun;
  await using stack = new AsyncDisposableStack();
  const lanes: BareCrun[] = [];
  for (let lane = 0; lane < count; lane++) {
    const settings = { crunPath, bundle, ground, scratch, name: `lane${lane}` };
    lanes.push(stack.use(await openBareCrun(settings, commands.nothing)));
  }
  const owned = stack.move();
  return {
    async run(lane) {
      await lanes[lane]?.run();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
