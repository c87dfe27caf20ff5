import { accessTokens } from '../../src/cli/client/access-token.ts';
import { activityPath } from '../../src/cli/client/paths.ts';
import { processorSeconds } from '../measure/processor.ts';
import { startBareFanOut } from '../peers/fan-out.ts';
import { startScript } from '../server/follower.ts';
import { probe } from '../server/probe-project.ts';
import type { SpawnedServer } from '../server/spawned-server.ts';
import { type Followed, openCrowd } from './crowd.ts';

const lines = 40;
const pauseMilliseconds = 100;
/** So that every follower is there when the first line comes. */
const headStartMilliseconds = 1500;

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
  return await measured({ url: connection.apiUrl, path, token }, server.pid, count);
}

/** The same lines at the same pace to as many sockets, from a process that does nothing but write them. */
export async function bareDelays(count: number): Promise<Delays> {
  await using peer = await startBareFanOut({ count, lines, pauseMilliseconds });
  return await measured({ url: peer.url, path: '/', token: '' }, peer.pid, count);
}

async function measured(followed: Followed, pid: number, count: number): Promise<Delays> {
  using crowd = await openCrowd(followed, count);
  const before = processorSeconds(pid);
  const milliseconds = await crowd.delays();
  const spent = processorSeconds(pid) - before;
  await crowd.requireAll(lines);
  return { milliseconds, processorSeconds: spent };
}
