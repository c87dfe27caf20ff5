import { accessTokens } from '../../src/cli/client/access-token.ts';
import { environmentPath } from '../../src/cli/client/paths.ts';
import type { Connection } from '../../src/cli/connection/connection.ts';
import { environment } from './deploy.ts';
import { openPlainConnection, type PlainConnection } from './plain-connection.ts';

export interface TriggerClient extends Disposable {
  /** Resolves when the trigger is accepted. */
  trigger(project: string, task: string): Promise<void>;
}

/** Triggers runs that are not to begin, on connections that stay open, one for each that is under way. */
export function openTriggerClient(
  connection: Connection,
  body: Readonly<Record<string, unknown>>,
): TriggerClient {
  const tokens = accessTokens(connection);
  const json = JSON.stringify(body);
  const { host } = new URL(connection.apiUrl);
  const all: PlainConnection[] = [];
  const idle: PlainConnection[] = [];
  const connected = async () => {
    let open = idle.pop();
    while (open?.isOpen === false) open = idle.pop();
    if (open !== undefined) return open;
    const made = await openPlainConnection(connection.apiUrl);
    all.push(made);
    return made;
  };
  return {
    async trigger(project, task) {
      const head = [
        `POST ${environmentPath(project, environment)}/tasks/${task}/run HTTP/1.1`,
        `host: ${host}`,
        `authorization: Bearer ${await tokens.current()}`,
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(json)}`,
      ].join('\r\n');
      const mine = await connected();
      const { status, answer } = await mine.ask(`${head}\r\n\r\n${json}`);
      idle.push(mine);
      if (status !== 202) throw new Error(`a trigger was answered with ${status}: ${answer}`);
    },
    [Symbol.dispose]() {
      for (const one of all) one.close();
    },
  };
}
