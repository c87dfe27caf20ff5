import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const lookMilliseconds = 3000;
/** Above this share of the time since the last look the server has something to do. */
const busyShare = 0.01;
/** What is worth a pause of a quarter of a second. A server at rest comes to that in hours. */
const worthBytes = 8 * 1024 * 1024;

type Collect = (options: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void;

/** The collector, as V8 hands it out to who asks for it by this flag. */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}

export interface Rest {
  /** What is in use of JavaScript's heap. */
  readonly usedBytes: () => number;
  /** Share of the time since it was last asked in which something was done. */
  readonly busy: () => number;
  /** Whether runs execute: somebody may follow what they print. */
  readonly executing: () => boolean;
  readonly collect: () => void;
}

/** The look that is due: collects where the server rests and its heap has grown enough since; then that is where it grows from. */
export function spareMemory({ usedBytes, busy, executing, collect }: Rest): () => void {
  let least = 0;
  return () => {
    const used = usedBytes();
    least = Math.min(least, used);
    const rests = busy() <= busyShare && !executing();
    if (!rests || used - least < worthBytes) return;
    collect();
    least = usedBytes();
  };
}

/**
 * V8 collects when it runs out of room, so a server that has started, deployed or been busy keeps what was left behind for as
 * long as it rests: a tenth of its memory.
 */
export function startSparingMemory(executing: () => boolean, stack: AsyncDisposableStack): void {
  const collect = collector();
  let before = performance.eventLoopUtilization();
  const look = spareMemory({
    usedBytes: () => process.memoryUsage().heapUsed,
    busy() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
    executing,
    collect: () => collect({ type: 'major', flavor: 'last-resort' }),
  });
  const timer = setInterval(look, lookMilliseconds).unref();
  stack.defer(() => clearInterval(timer));
}
