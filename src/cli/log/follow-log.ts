import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { isUnreachable, pause, unreachable } from '../client/send.ts';
import { type LogEntry, readLogEntries } from './log-entry.ts';
import { unlessSilent } from './unless-silent.ts';

const firstPauseMilliseconds = 300;
const longestPauseMilliseconds = 5_000;
const giveUpAfterMilliseconds = 120_000;

interface Following {
  readonly signal?: AbortSignal | undefined;
  /** Told each time the connection dropped and before it is tried again. */
  readonly onDrop?: () => void;
}

/**
 * An activity's log from its first entry to the seal, each entry once, over as many connections as that takes: after
 * a drop it goes on at the entry after the last one read. Errors: `server_unreachable` after two minutes without the
 * server, and whatever the server itself refuses with.
 */
export async function* followLog(
  client: ApiClient,
  path: string,
  following: Following = {},
): AsyncGenerator<LogEntry> {
  let next = 0;
  let drops = 0;
  let heardAt = Date.now();
  while (true) {
    try {
      const response = await client.stream(`${path}/log?start_at=${next}`, accepted, following.signal);
      heardAt = Date.now();
      for await (const entry of readLogEntries(bodyOf(response))) {
        if ('seal' in entry) return;
        if (entry._id < next) continue;
        next = entry._id + 1;
        drops = 0;
        heardAt = Date.now();
        yield entry;
      }
    } catch (error) {
      if (following.signal?.aborted || !mayPass(error)) throw error;
      if (Date.now() - heardAt > giveUpAfterMilliseconds) throw unreachable(client.connection.apiUrl, error);
    }
    following.onDrop?.();
    await pause(Math.min(firstPauseMilliseconds * 2 ** drops, longestPauseMilliseconds), following.signal);
    drops += 1;
  }
}

/** A body that breaks off is no error of the catalogue's; a refusal is, and stays. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ErrandError) || isUnreachable(error);
}

/** Server-sent events, whose heartbeat tells a silent run from a connection that is dead without a word (P15). */
const eventStream = 'text/event-stream';
const accepted = `${eventStream}, application/x-json-stream`;
/** The server says something every 15 s. */
const silenceMilliseconds = 45_000;

function bodyOf(response: Response): AsyncIterable<Uint8Array> {
  const body = response.body ?? noBody();
  const beats = response.headers.get('content-type')?.startsWith(eventStream) === true;
  return beats ? unlessSilent(body, silenceMilliseconds) : body;
}

async function* noBody(): AsyncGenerator<Uint8Array> {}
