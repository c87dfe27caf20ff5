import { accessTokens } from '../../src/cli/client/access-token.ts';
import { activityPath } from '../../src/cli/client/paths.ts';
import { processorSeconds } from '../measure/processor.ts';
import { startScript } from '../server/follower.ts';
import { probe } from '../server/probe-project.ts';
import type { SpawnedServer } from '../server/spawned-server.ts';
import { openPlainFollower, type PlainFollower } from './plain-follower.ts';

const lines = 40;
const pauseMilliseconds = 100;
/** So that every follower is there when the first line comes. */
const headStartMilliseconds = 1500;
/** Followers whose bytes are read as they come, spread evenly over all of them. */
const watchedAtMost = 100;

/** Prints the time at which it prints, in milliseconds since 1970, to the microsecond. */
const script = (wait: number) => `exec node -e '
const now = () => performance.timeOrigin + performance.now();
let left = ${lines};
setTimeout(() => {
  const timer = setInterval(() => {
    require("node:fs").writeSync(1, "at " + now().toFixed(3) + "\\n");
    if (--left === 0) clearInterval(timer);
  }, ${pauseMilliseconds});
}, ${wait});
'`;

export interface Delays {
  /** Milliseconds from the write in the container to the bytes here, of every line at every follower that is watched. */
  readonly milliseconds: readonly number[];
  readonly processorSeconds: number;
}

/** How long a line takes to so many followers at once. Throws where one of them misses a line. */
export async function followDelays(server: SpawnedServer, count: number): Promise<Delays> {
  const { connection } = server;
  const token = await accessTokens(connection).current();
  const activity = await startScript(server, script(headStartMilliseconds + 3 * count));
  const path = `${activityPath(probe.project, activity)}/log`;
  const everyNth = Math.ceil(count / watchedAtMost);
  using stack = new DisposableStack();
  const watched: PlainFollower[] = [];
  const others: PlainFollower[] = [];
  for (let place = 0; place < count; place++) {
    const isWatched = place % everyNth === 0;
    const follower = await openPlainFollower(connection.apiUrl, path, token, isWatched);
    (isWatched ? watched : others).push(stack.use(follower));
  }
  const before = processorSeconds(server.pid);
  const found = await Promise.all(watched.map((follower) => follower.end()));
  const spent = processorSeconds(server.pid) - before;
  const later = await Promise.all(others.map((follower) => follower.end()));
  for (const { length } of [...found, ...later]) {
    if (length !== lines) throw new Error(`a follower got ${length} of ${lines} lines`);
  }
  return { milliseconds: found.flat(), processorSeconds: spent };
}
