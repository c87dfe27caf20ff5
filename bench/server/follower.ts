import { Agent, type IncomingMessage, request } from 'node:http';
import { accessTokens } from '../../src/cli/client/access-token.ts';
import { readAcceptedActivity } from '../../src/cli/client/documents.ts';
import { activityPath, environmentPath } from '../../src/cli/client/paths.ts';
import { environment } from './deploy.ts';
import { probe } from './probe-project.ts';
import type { SpawnedServer } from './spawned-server.ts';

/** Starts a run of a shell line in the probe project; its activity's id. */
export async function startScript({ client }: SpawnedServer, script: string): Promise<string> {
  const path = `${environmentPath(probe.project, environment)}/tasks/${probe.script}/run`;
  return readAcceptedActivity(await client.post(path, { variables: { env: { SCRIPT: script } } })).id;
}

/** Follows logs, each on a connection of its own. */
export interface Followers extends Disposable {
  /** Opens a log; resolves when its answer begins. */
  open(activity: string): Promise<IncomingMessage>;
}

export function openFollowers({ connection }: SpawnedServer): Followers {
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  const tokens = accessTokens(connection);
  return {
    async open(activity) {
      const headers = { authorization: `Bearer ${await tokens.current()}` };
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const url = `${connection.apiUrl}${activityPath(probe.project, activity)}/log`;
      request(url, { agent, headers }, resolve).once('error', reject).end();
      const answer = await promise;
      if (answer.statusCode === 200) return answer;
      throw new Error(`the log of ${activity} was answered with ${answer.statusCode}`);
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}
