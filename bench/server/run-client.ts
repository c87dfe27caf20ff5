import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { accessTokens } from '../../src/cli/client/access-token.ts';
import { readAcceptedActivity } from '../../src/cli/client/documents.ts';
import { activityPath, environmentPath } from '../../src/cli/client/paths.ts';
import type { Connection } from '../../src/cli/connection/connection.ts';
import { environment } from './deploy.ts';
import { type ArrivedLine, readLogLines } from './log-lines.ts';

/** A run as its follower saw it; all in milliseconds of this process's `performance.now()`. */
export interface TimedRun {
  readonly activityId: string;
  readonly sent: number;
  /** The trigger's answer was there. */
  readonly accepted: number;
  /** The server's own line, and the first of the command. */
  readonly starting: ArrivedLine | null;
  readonly output: ArrivedLine | null;
  /** Everything was said. */
  readonly sealed: number;
}

export interface RunClient extends Disposable {
  /** Triggers a run and follows its log to the seal. Throws where the run does not succeed. */
  run(project: string, task: string): Promise<TimedRun>;
}

const longestRunMilliseconds = 60_000;
const triggerBody = '{"variables":{}}';

/** A client that does what any follower does, on connections that stay open. */
export function openRunClient(connection: Connection): RunClient {
  const agent = new Agent({ keepAlive: true });
  const tokens = accessTokens(connection);
  const send = (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const signal = AbortSignal.timeout(longestRunMilliseconds);
    const sending = request(connection.apiUrl + path, { method, agent, headers, signal }, resolve);
    sending.once('error', reject);
    sending.end(body);
    return promise;
  };
  return {
    async run(project, task) {
      const headers = { authorization: `Bearer ${await tokens.current()}` };
      const withBody = {
        ...headers,
        'content-type': 'application/json',
        'content-length': String(triggerBody.length),
      };
      const sent = performance.now();
      const path = `${environmentPath(project, environment)}/tasks/${task}/run`;
      const activityId = await acceptedId(await send('POST', path, withBody, triggerBody));
      const accepted = performance.now();
      const log = await send('GET', `${activityPath(project, activityId)}/log`, headers);
      try {
        const lines = await firstLines(log, task);
        return { activityId, sent, accepted, ...lines, sealed: performance.now() };
      } catch (cause) {
        throw new Error(`run ${activityId}: ${cause instanceof Error ? cause.message : cause}`, { cause });
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

async function acceptedId(answer: IncomingMessage): Promise<string> {
  const body = await text(answer);
  if (answer.statusCode === 202) return readAcceptedActivity(JSON.parse(body)).id;
  throw new Error(`the trigger was answered with ${answer.statusCode}: ${body}`);
}

/** Reads a log to its seal. */
async function firstLines(
  log: IncomingMessage,
  task: string,
): Promise<Pick<TimedRun, 'starting' | 'output'>> {
  let starting: ArrivedLine | null = null;
  let output: ArrivedLine | null = null;
  let said = '';
  for await (const line of readLogLines(log)) {
    if (starting === null && line.message.startsWith('Starting task container')) starting = line;
    // How the server says that a run did not succeed.
    else if (line.message.startsWith(`Task ${task} `)) throw new Error(`${line.message}${said}`);
    else output ??= line;
    said += line.message;
  }
  return { starting, output };
}
